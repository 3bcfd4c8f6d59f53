package main

import (
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

// typedKinds are the kinds whose types are printed: those of the core group
// that people write, the others with a pod, and what rules read besides.
var typedKinds = []schema.GroupVersionKind{
	{Version: "v1", Kind: "Pod"},
	{Version: "v1", Kind: "PodTemplate"},
	{Version: "v1", Kind: "ReplicationController"},
	{Group: "apps", Version: "v1", Kind: "ReplicaSet"},
	{Group: "apps", Version: "v1", Kind: "Deployment"},
	{Group: "apps", Version: "v1", Kind: "StatefulSet"},
	{Group: "apps", Version: "v1", Kind: "DaemonSet"},
	{Group: "batch", Version: "v1", Kind: "Job"},
	{Group: "batch", Version: "v1", Kind: "CronJob"},
	{Version: "v1", Kind: "Binding"},
	{Version: "v1", Kind: "ConfigMap"},
	{Version: "v1", Kind: "Endpoints"},
	{Version: "v1", Kind: "LimitRange"},
	{Version: "v1", Kind: "Namespace"},
	{Version: "v1", Kind: "Node"},
	{Version: "v1", Kind: "PersistentVolume"},
	{Version: "v1", Kind: "PersistentVolumeClaim"},
	{Version: "v1", Kind: "ResourceQuota"},
	{Version: "v1", Kind: "Secret"},
	{Version: "v1", Kind: "Service"},
	{Version: "v1", Kind: "ServiceAccount"},
	{Group: "networking.k8s.io", Version: "v1", Kind: "Ingress"},
	{Group: "policy", Version: "v1", Kind: "PodDisruptionBudget"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRole"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "ClusterRoleBinding"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "Role"},
	{Group: "rbac.authorization.k8s.io", Version: "v1", Kind: "RoleBinding"},
	{Group: "storage.k8s.io", Version: "v1", Kind: "StorageClass"},
}

type typedKind struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Type       string `json:"type"`
}

type structType struct {
	Type   string  `json:"type"`
	Fields []field `json:"fields"`
}

// field says besides when Go's encoder writes it: "always", or so, but "null"
// if it is not there, or "set" (if it is there), or, where nothing stands here,
// if it is not empty.
type field struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Written string `json:"written,omitempty"`
}

// printTypes writes the kinds with the names of their types, and then each
// struct type once, with its fields as the decoder knows them.
func printTypes(out io.Writer) error {
	encoder := newEncoder(out)
	found := &typeTable{seen: map[reflect.Type]bool{}}
	for _, kind := range typedKinds {
		object, err := scheme.Scheme.New(kind)
		if err != nil {
			return err
		}
		name, err := found.name(reflect.TypeOf(object))
		if err != nil {
			return err
		}
		apiVersion, kind := kind.ToAPIVersionAndKind()
		if err := encoder.Encode(typedKind{apiVersion, kind, name}); err != nil {
			return err
		}
	}
	// Describing one may find more.
	for next := 0; next < len(found.queue); next++ {
		described := structType{typeName(found.queue[next]), []field{}}
		if err := found.describe(found.queue[next], &described.Fields); err != nil {
			return err
		}
		if err := encoder.Encode(described); err != nil {
			return err
		}
	}
	return nil
}

type typeTable struct {
	seen  map[reflect.Type]bool
	queue []reflect.Type
}

// decodesItself names the types that have a decoder of their own.
var decodesItself = map[string]string{
	"resource.Quantity":    "Quantity",
	"v1.Time":              "Time",
	"v1.MicroTime":         "MicroTime",
	"intstr.IntOrString":   "IntOrString",
	"v1.FieldsV1":          "Any",
	"runtime.RawExtension": "Any",
}

// name is the notation of a type: [T] a list, {T} a map, else a scalar or a struct.
func (t *typeTable) name(of reflect.Type) (string, error) {
	if of.Kind() == reflect.Pointer {
		return t.name(of.Elem())
	}
	decoder, text := reflect.TypeFor[json.Unmarshaler](), reflect.TypeFor[encoding.TextUnmarshaler]()
	if reflect.PointerTo(of).Implements(decoder) || reflect.PointerTo(of).Implements(text) {
		name, known := decodesItself[of.String()]
		if !known {
			return "", fmt.Errorf("%v has a decoder that is not known here", of)
		}
		return name, nil
	}
	switch of.Kind() {
	case reflect.String:
		return "String", nil
	case reflect.Bool:
		return "Boolean", nil
	case reflect.Int32:
		return "Int32", nil
	case reflect.Int64:
		return "Int64", nil
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Uint8 {
			return "Bytes", nil
		}
		element, err := t.name(of.Elem())
		return "[" + element + "]", err
	case reflect.Map:
		if of.Key().Kind() != reflect.String {
			return "", fmt.Errorf("%v has keys that are no strings", of)
		}
		element, err := t.name(of.Elem())
		return "{" + element + "}", err
	case reflect.Struct:
		if !t.seen[of] {
			t.seen[of] = true
			t.queue = append(t.queue, of)
		}
		return typeName(of), nil
	default:
		return "", fmt.Errorf("%v is of a kind that is not known here", of)
	}
}

// describe lists the fields of a struct, those of embedded ones in their place.
func (t *typeTable) describe(of reflect.Type, fields *[]field) error {
	for member := range of.Fields() {
		name, options, _ := strings.Cut(member.Tag.Get("json"), ",")
		if name == "" && member.Anonymous {
			if err := t.describe(member.Type, fields); err != nil {
				return err
			}
			continue
		}
		if name == "" || name == "-" {
			return fmt.Errorf("%v.%s has no name in JSON", of, member.Name)
		}
		typed, err := t.name(member.Type)
		if err != nil {
			return err
		}
		*fields = append(*fields, field{name, typed, written(member.Type, strings.Split(options, ","))})
	}
	return nil
}

// written says when the encoder writes a field of this type; an empty struct
// is not empty to it.
func written(of reflect.Type, options []string) string {
	omitted := slices.Contains(options, "omitempty")
	switch {
	case of.Kind() == reflect.Pointer && omitted:
		return "set"
	case of.Kind() == reflect.Pointer:
		return "null"
	case slices.Contains(options, "omitzero"), omitted && of.Kind() != reflect.Struct:
		return ""
	}
	return "always"
}

// typeName tells a type from those of the same name in other groups.
func typeName(of reflect.Type) string {
	path := strings.Split(of.PkgPath(), "/")
	return path[len(path)-2] + "/" + path[len(path)-1] + "." + of.Name()
}
