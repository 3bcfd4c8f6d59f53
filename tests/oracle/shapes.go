package main

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// printShapes writes, as Rust, the fields of the types that messages print
// whole: what each holds, and whether Go's encoder keeps it when it is empty.
func printShapes(out io.Writer) error {
	printer := shapes{seen: map[reflect.Type]bool{}}
	roots := []reflect.Type{reflect.TypeFor[corev1.SecurityContext](), reflect.TypeFor[corev1.Volume]()}
	for _, root := range roots {
		printer.object(root)
	}
	slices.Sort(printer.tables)
	_, err := fmt.Fprint(out, strings.Join(printer.tables, "\n"))
	return err
}

type shapes struct {
	seen   map[reflect.Type]bool
	tables []string
}

func (p *shapes) object(of reflect.Type) {
	if p.seen[of] {
		return
	}
	p.seen[of] = true
	var fields []string
	p.fields(of, &fields)
	slices.Sort(fields)
	p.tables = append(p.tables, fmt.Sprintf("/// %s\npub(super) static %s: &[Field] = &[\n%s];\n", of, tableName(of), strings.Join(fields, "")))
}

func (p *shapes) fields(of reflect.Type, fields *[]string) {
	for n := range of.NumField() {
		field := of.Field(n)
		tag := strings.Split(field.Tag.Get("json"), ",")
		if tag[0] == "" && field.Anonymous {
			p.fields(field.Type, fields)
			continue
		}
		keep := "Keep::Always"
		switch {
		case slices.Contains(tag, "omitzero"):
			keep = "Keep::Filled"
		case slices.Contains(tag, "omitempty") && field.Type.Kind() != reflect.Struct:
			keep = "Keep::Filled"
		}
		if field.Type.Kind() == reflect.Pointer {
			keep = "Keep::Set"
		}
		*fields = append(*fields, fmt.Sprintf("    Field { name: %q, holds: %s, keep: %s },\n", tag[0], p.holds(field.Type), keep))
	}
}

func (p *shapes) holds(of reflect.Type) string {
	switch of {
	case reflect.TypeFor[resource.Quantity]():
		return "Holds::Quantity"
	case reflect.TypeFor[metav1.Time](), reflect.TypeFor[metav1.FieldsV1]():
		return "Holds::Anything"
	}
	switch of.Kind() {
	case reflect.Pointer:
		return p.holds(of.Elem())
	case reflect.Bool:
		return "Holds::Flag"
	case reflect.Int32:
		return "Holds::Number(32)"
	case reflect.Int, reflect.Int64:
		return "Holds::Number(64)"
	case reflect.String:
		return "Holds::Text"
	case reflect.Slice:
		return "Holds::List(&" + p.holds(of.Elem()) + ")"
	case reflect.Map:
		return "Holds::Map(&" + p.holds(of.Elem()) + ")"
	case reflect.Struct:
		p.object(of)
		return "Holds::Object(" + tableName(of) + ")"
	}
	return "Holds::Anything"
}

func tableName(of reflect.Type) string {
	var name strings.Builder
	for n, c := range of.Name() {
		if n > 0 && unicode.IsUpper(c) && !unicode.IsUpper(rune(of.Name()[n-1])) {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToUpper(c))
	}
	return name.String()
}
