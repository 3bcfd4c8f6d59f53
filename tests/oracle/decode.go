package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
)

type decodeAnswer struct {
	ID      json.RawMessage `json:"id"`
	Result  reading         `json:"result"`
	Kubectl reading         `json:"kubectl"`
}

// reading is what one reader makes of a whole input. A stream may break after
// some documents were handed out: then it has documents and an error.
type reading struct {
	Error            string     `json:"error,omitempty"`
	ErrorClass       string     `json:"errorClass,omitempty"`
	Docs             []document `json:"docs,omitempty"`
	Nondeterministic bool       `json:"nondeterministic,omitempty"`
}

type document struct {
	Error          string   `json:"error,omitempty"`
	ErrorClass     string   `json:"errorClass,omitempty"`
	Kind           string   `json:"kind,omitempty"`
	APIVersion     string   `json:"apiVersion,omitempty"`
	NoPodSpec      bool     `json:"noPodSpec,omitempty"`
	Baseline       *outcome `json:"baseline,omitempty"`
	Restricted     *outcome `json:"restricted,omitempty"`
	StrictWarnings []string `json:"strictWarnings,omitempty"`
}

type outcome struct {
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason,omitempty"`
	Detail  string `json:"detail,omitempty"`
}

// readings reads one body as the API server does and as kubectl does.
func readings(text []byte) (any, error) {
	var in struct {
		line
		Media string `json:"media"`
		Raw   []byte `json:"raw_b64"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	mediaType, known := map[string]string{
		"json": runtime.ContentTypeJSON,
		"yaml": runtime.ContentTypeYAML,
	}[in.Media]
	if !known {
		return nil, fmt.Errorf("unknown media %q", in.Media)
	}
	answer := decodeAnswer{ID: in.ID, Result: whole(serverRead(mediaType, in.Raw)), Kubectl: kubectlRead(in.Raw)}
	if mediaType == runtime.ContentTypeYAML && keysCollide(in.Raw) {
		answer.Result.Nondeterministic = true
	}
	return answer, nil
}

var clientCodecs = serializer.NewCodecFactory(scheme.Scheme)

// maxBody is what an API server takes as a request body.
const maxBody = 3 * 1024 * 1024

// serverRead is the API server's decoding of a request body, without a kind
// implied by the endpoint.
func serverRead(mediaType string, body []byte) document {
	if len(body) > maxBody {
		return failed(fmt.Errorf("request entity too large: limit is %d", maxBody))
	}
	info, ok := runtime.SerializerInfoForMediaType(clientCodecs.SupportedMediaTypes(), mediaType)
	if !ok {
		return failed(fmt.Errorf("no serializer for %s", mediaType))
	}
	object, kind, err := info.Serializer.Decode(body, nil, nil)
	if err != nil {
		return failed(err)
	}
	doc := document{Kind: kind.Kind, APIVersion: kind.GroupVersion().String()}
	_, _, err = info.StrictSerializer.Decode(body, nil, nil)
	if strict, ok := runtime.AsStrictDecodingError(err); ok {
		for _, warning := range strict.Errors() {
			doc.StrictWarnings = append(doc.StrictWarnings, warning.Error())
		}
	}
	doc.evaluate(object)
	return doc
}

func (doc *document) evaluate(object runtime.Object) {
	meta, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err != nil || spec == nil {
		doc.NoPodSpec = true
		return
	}
	judge := func(level api.Level) *outcome {
		v := namedChecks.judge(level, api.LatestVersion(), meta, spec)
		return &outcome{v.Allowed, v.Reason, v.Detail}
	}
	doc.Baseline, doc.Restricted = judge(api.LevelBaseline), judge(api.LevelRestricted)
}

// kubectlRead splits a file as kubectl does, and sends each object it finds
// to the server as JSON. kubectl's own schema validation is not part of it.
func kubectlRead(file []byte) reading {
	var all reading
	stream := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(file), 4096)
	for {
		var raw runtime.RawExtension
		if err := stream.Decode(&raw); err == io.EOF {
			return all
		} else if err != nil {
			all.Error, all.ErrorClass = err.Error(), errorClass(err)
			return all
		}
		raw.Raw = bytes.TrimSpace(raw.Raw)
		if len(raw.Raw) == 0 || bytes.Equal(raw.Raw, []byte("null")) {
			continue
		}
		object, _, err := unstructured.UnstructuredJSONScheme.Decode(raw.Raw, nil, nil)
		if err != nil {
			all.Docs = append(all.Docs, failed(err))
			continue
		}
		all.Docs = append(all.Docs, flatten(object)...)
	}
}

// flatten follows kubectl's FlattenListVisitor: items stand for their list,
// lists among them are opened after their neighbours.
func flatten(object runtime.Object) []document {
	var docs []document
	queue := []runtime.Object{object}
	for len(queue) > 0 {
		head := queue[0]
		queue = queue[1:]
		if !meta.IsListType(head) {
			docs = append(docs, send(head))
			continue
		}
		items, err := meta.ExtractList(head)
		if err != nil {
			docs = append(docs, failed(err))
			continue
		}
		queue = append(queue, items...)
		if len(items) == 0 {
			// kubectl has nothing to send; the list itself is named, so that
			// an empty list and an empty file can be told apart.
			kind := head.GetObjectKind().GroupVersionKind()
			docs = append(docs, document{Kind: kind.Kind, APIVersion: kind.GroupVersion().String(), NoPodSpec: true})
		}
	}
	return docs
}

func send(object runtime.Object) document {
	body, err := runtime.Encode(unstructured.UnstructuredJSONScheme, object)
	if err != nil {
		return failed(err)
	}
	return serverRead(runtime.ContentTypeJSON, body)
}

func failed(err error) document {
	return document{Error: err.Error(), ErrorClass: errorClass(err)}
}

// whole is the reading of an input that is one document.
func whole(doc document) reading {
	if doc.Error != "" {
		return reading{Error: doc.Error, ErrorClass: doc.ErrorClass}
	}
	return reading{Docs: []document{doc}}
}
