package main

import (
	"cmp"
	"io"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
)

type builtIn struct {
	Group      string `json:"group"`
	Version    string `json:"version"`
	Kind       string `json:"kind"`
	List       bool   `json:"list,omitempty"`
	Namespaced *bool  `json:"namespaced,omitempty"`
}

// printKinds lists what a manifest may name: every kind of client-go's scheme
// but those that are machinery of the protocol.
func printKinds(out io.Writer) error {
	namespaced, err := scopes()
	if err != nil {
		return err
	}
	var kinds []builtIn
	for kind, goType := range scheme.Scheme.AllKnownTypes() {
		if machinery(kind, goType) {
			continue
		}
		entry := builtIn{Group: kind.Group, Version: kind.Version, Kind: kind.Kind}
		object, err := scheme.Scheme.New(kind)
		if err != nil {
			return err
		}
		entry.List = meta.IsListType(object)
		if scope, known := namespaced[kind]; known {
			entry.Namespaced = &scope
		}
		kinds = append(kinds, entry)
	}
	slices.SortFunc(kinds, func(a, b builtIn) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Kind, b.Kind))
	})
	encoder := newEncoder(out)
	for _, kind := range kinds {
		if err := encoder.Encode(kind); err != nil {
			return err
		}
	}
	return nil
}

func machinery(kind schema.GroupVersionKind, goType reflect.Type) bool {
	return kind.Version == runtime.APIVersionInternal ||
		goType.PkgPath() == reflect.TypeFor[metav1.Status]().PkgPath() ||
		strings.HasSuffix(kind.Kind, "Options")
}

// scopes reads from client-go's typed clients which kinds are namespaced: the
// client of a namespaced resource is asked for with the namespace's name.
func scopes() (map[schema.GroupVersionKind]bool, error) {
	namespaced := map[schema.GroupVersionKind]bool{}
	object := reflect.TypeFor[runtime.Object]()
	for group := range reflect.TypeFor[kubernetes.Interface]().Methods() {
		if group.Type.NumIn() != 0 || group.Type.Out(0).Kind() != reflect.Interface {
			continue
		}
		for resource := range group.Type.Out(0).Methods() {
			if resource.Name == "RESTClient" || resource.Type.NumOut() != 1 {
				continue
			}
			// Reviews can only be created, all others can be fetched.
			verb, ok := resource.Type.Out(0).MethodByName("Get")
			if !ok {
				verb, ok = resource.Type.Out(0).MethodByName("Create")
			}
			if !ok || !verb.Type.Out(0).Implements(object) {
				continue
			}
			kinds, _, err := scheme.Scheme.ObjectKinds(reflect.New(verb.Type.Out(0).Elem()).Interface().(runtime.Object))
			if err != nil {
				return nil, err
			}
			for _, kind := range kinds {
				namespaced[kind] = resource.Type.NumIn() == 1
			}
		}
	}
	return namespaced, nil
}
