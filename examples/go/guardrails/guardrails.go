// Package guardrails is the C library for Go programs, through cgo. It needs libguardrails where pkg-config finds it:
// guardrails-ffi/install.sh puts it there.
//
// A policy may be used from any number of goroutines at the same time. An error always means that nothing was judged.
package guardrails

// #cgo pkg-config: guardrails
// #include <guardrails.h>
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Error says why a manifest or a policy could not be read.
type Error struct {
	// Kind is the kind of the error as in the verdict's JSON, such as "duplicate-key".
	Kind    string
	Message string
	// Field is the path of the field, empty if the error concerns the whole.
	Field string
	// Line and Column count from 1, and are 0 if there is no place; Offset counts bytes from 0.
	Line, Column int
	Offset       uint64
	// Verdict is the error as the verdict's JSON, where a manifest could not be read.
	Verdict []byte
}

func (e *Error) Error() string {
	text := e.Message
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	if e.Line > 0 {
		text = fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, text)
	}
	return text
}

// Policy is what objects are held to.
type Policy struct{ c *C.guardrails_policy }

// PodSecurity enforces one level of the Pod Security Standards at a version such as "v1.36" or "latest".
func PodSecurity(level, version string) (*Policy, error) {
	cLevel, cVersion := C.CString(level), C.CString(version)
	defer C.free(unsafe.Pointer(cLevel))
	defer C.free(unsafe.Pointer(cVersion))
	var policy *C.guardrails_policy
	var err C.guardrails_error
	status := C.guardrails_policy_pod_security(cLevel, cVersion, &policy, &err)
	return made(policy, status, &err)
}

// Load reads policy documents, YAML or JSON, several in one text.
func Load(documents []byte) (*Policy, error) {
	var policy *C.guardrails_policy
	var err C.guardrails_error
	status := C.guardrails_policy_load(start(documents), C.size_t(len(documents)), &policy, &err)
	return made(policy, status, &err)
}

// Rules gives what is known of every rule, as a JSON array.
func Rules() string { return C.GoString(C.guardrails_rules_json()) }

// Context is what the caller knows beside an object.
type Context struct {
	// Namespace is that of an object which names none, empty if it is not known.
	Namespace string
	// NamespaceLabels are its labels, nil if they are not known.
	NamespaceLabels map[string]string
}

// Allows says whether nothing refuses an object; with an error it is false.
func (p *Policy) Allows(manifest []byte, known Context) (bool, error) {
	defer runtime.KeepAlive(p)
	var allowed C.bool
	var err C.guardrails_error
	ctx := newContext(known)
	defer ctx.free()
	status := C.guardrails_evaluate(p.c, ctx.c, start(manifest), C.size_t(len(manifest)), &allowed, &err)
	if status != C.GUARDRAILS_STATUS_OK {
		return false, newError(&err)
	}
	return bool(allowed), nil
}

// Evaluate gives the verdict on an object as one line of JSON.
func (p *Policy) Evaluate(manifest []byte, known Context) ([]byte, error) {
	defer runtime.KeepAlive(p)
	ctx := newContext(known)
	defer ctx.free()
	return fill(func(buf *C.char, cap C.size_t, needed *C.size_t, err *C.guardrails_error) C.guardrails_status {
		return C.guardrails_evaluate_json(p.c, ctx.c, start(manifest), C.size_t(len(manifest)), buf, cap, needed, err)
	})
}

// Review answers an AdmissionReview with the AdmissionReview to send back.
func (p *Policy) Review(review []byte) ([]byte, error) {
	defer runtime.KeepAlive(p)
	return fill(func(buf *C.char, cap C.size_t, needed *C.size_t, err *C.guardrails_error) C.guardrails_status {
		return C.guardrails_review_json(p.c, start(review), C.size_t(len(review)), buf, cap, needed, err)
	})
}

func made(policy *C.guardrails_policy, status C.guardrails_status, err *C.guardrails_error) (*Policy, error) {
	if status != C.GUARDRAILS_STATUS_OK {
		return nil, newError(err)
	}
	made := &Policy{policy}
	runtime.AddCleanup(made, func(c *C.guardrails_policy) { C.guardrails_policy_free(c) }, policy)
	return made, nil
}

// fill calls with a buffer that is mostly large enough, and once more if it was not.
func fill(call func(*C.char, C.size_t, *C.size_t, *C.guardrails_error) C.guardrails_status) ([]byte, error) {
	buf := make([]byte, 4096)
	for {
		var needed C.size_t
		var err C.guardrails_error
		status := call((*C.char)(unsafe.Pointer(unsafe.SliceData(buf))), C.size_t(len(buf)), &needed, &err)
		if int(needed) > len(buf) {
			buf = make([]byte, int(needed))
			continue
		}
		if status == C.GUARDRAILS_STATUS_OK {
			return buf[:needed-1], nil
		}
		failed := newError(&err)
		if needed > 0 {
			failed.Verdict = buf[:needed-1]
		}
		return nil, failed
	}
}

func newError(err *C.guardrails_error) *Error {
	return &Error{
		Kind:    C.GoString(&err.kind[0]),
		Message: C.GoString(&err.message[0]),
		Field:   C.GoString(&err.field[0]),
		Line:    int(err.line),
		Column:  int(err.column),
		Offset:  uint64(err.offset),
	}
}

// context is the C struct and what it points to, all of it C's own memory, since Go's may not point to Go's.
type context struct {
	c    *C.guardrails_context
	owns []unsafe.Pointer
}

func newContext(known Context) *context {
	if known.Namespace == "" && known.NamespaceLabels == nil {
		return &context{}
	}
	ctx := &context{}
	ctx.c = (*C.guardrails_context)(ctx.room(1, C.sizeof_guardrails_context))
	ctx.c.size = C.sizeof_guardrails_context
	ctx.c.namespace_name = ctx.text(known.Namespace)
	if known.NamespaceLabels != nil {
		// Room for one more: no labels are not the same as labels that nobody knows.
		labels := (*C.guardrails_label)(ctx.room(len(known.NamespaceLabels)+1, C.sizeof_guardrails_label))
		rest := unsafe.Slice(labels, len(known.NamespaceLabels))
		for key, value := range known.NamespaceLabels {
			rest[0].key, rest[0].value = ctx.text(key), ctx.text(value)
			rest = rest[1:]
		}
		ctx.c.namespace_labels, ctx.c.namespace_labels_len = labels, C.size_t(len(known.NamespaceLabels))
	}
	return ctx
}

func (c *context) room(count int, size C.size_t) unsafe.Pointer {
	pointer := C.calloc(C.size_t(count), size)
	c.owns = append(c.owns, pointer)
	return pointer
}

func (c *context) text(text string) *C.char {
	pointer := C.CString(text)
	c.owns = append(c.owns, unsafe.Pointer(pointer))
	return pointer
}

func (c *context) free() {
	for _, pointer := range c.owns {
		C.free(pointer)
	}
}

func start(bytes []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(bytes))) }
