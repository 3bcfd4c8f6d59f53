package main

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v2"
	"k8s.io/apimachinery/pkg/runtime"
)

// errorClasses sorts errors by their text, first match wins: most of them are
// plain strings upstream. Order matters, since texts quote one another.
var errorClasses = []struct{ part, class string }{
	{"excessive aliasing", "limit"},
	{"exceeded max depth", "limit"},
	{"request entity too large", "limit"},
	{"value contains itself", "alias-cycle"},
	{"json: unsupported value", "yaml-to-json"},
	{"unsupported map key of type", "yaml-to-json"},
	{"unexpected GroupVersion string", "bad-apiversion"},
	{"json: cannot unmarshal", "type"},
	{"is not a list", "type"},
	{"quantities must match", "value"},
	{"unable to parse quantity's suffix", "value"},
	{"parsing time", "value"},
	{"illegal base64 data", "value"},
}

func errorClass(err error) string {
	switch {
	case runtime.IsNotRegisteredError(err):
		return "unknown-kind"
	case runtime.IsMissingKind(err):
		return "missing-kind"
	case runtime.IsMissingVersion(err):
		return "missing-version"
	}
	text := err.Error()
	for _, c := range errorClasses {
		if strings.Contains(text, c.part) {
			return c.class
		}
	}
	return "syntax"
}

// keysCollide tells whether two keys of one mapping become the same text. The
// conversion to JSON walks a Go map, so either value may win, run by run.
func keysCollide(document []byte) bool {
	var value any
	return yaml.Unmarshal(document, &value) == nil && collides(value)
}

func collides(value any) bool {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			if collides(item) {
				return true
			}
		}
	case map[any]any:
		seen := make(map[string]bool, len(value))
		for key, item := range value {
			text := keyText(key)
			if seen[text] || collides(item) {
				return true
			}
			seen[text] = true
		}
	}
	return false
}

// keyText spells a key as sigs.k8s.io/yaml does; floats with 32 bits.
func keyText(key any) string {
	switch key := key.(type) {
	case string:
		return key
	case int:
		return strconv.Itoa(key)
	case float64:
		text := strconv.FormatFloat(key, 'g', -1, 32)
		if special, ok := map[string]string{"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}[text]; ok {
			return special
		}
		return text
	case bool:
		return strconv.FormatBool(key)
	}
	// Any other type of key is refused before it could collide.
	return ""
}
