package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	admissionv1 "k8s.io/api/admission/v1"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/pod-security-admission/admission"
	admissionapi "k8s.io/pod-security-admission/admission/api"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/metrics"
)

type admissionAnswer struct {
	ID       json.RawMessage                `json:"id"`
	Response *admissionv1.AdmissionResponse `json:"response"`
}

// labelled is a policy as namespace labels carry it. An absent mode sets no
// label, so that what follows from its absence is upstream's decision.
type labelled struct {
	Enforce        *string    `json:"enforce"`
	EnforceVersion *string    `json:"enforceVersion"`
	Warn           *string    `json:"warn"`
	WarnVersion    *string    `json:"warnVersion"`
	Audit          *string    `json:"audit"`
	AuditVersion   *string    `json:"auditVersion"`
	Exemptions     exemptions `json:"exemptions"`
}

type exemptions struct {
	Namespaces     []string `json:"namespaces"`
	Usernames      []string `json:"usernames"`
	RuntimeClasses []string `json:"runtimeClasses"`
}

// review answers one AdmissionReview under one policy.
func review(text []byte) (any, error) {
	var in struct {
		line
		Policy labelled `json:"policy"`
		Review []byte   `json:"review_b64"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	delegate, err := newAdmission(in.Policy)
	if err != nil {
		return failure{in.ID, err.Error()}, nil
	}
	response, err := answerReview(delegate, in.Review)
	if err != nil {
		return failure{in.ID, err.Error()}, nil
	}
	return admissionAnswer{in.ID, response}, nil
}

// webhookCodecs knows the groups that upstream's webhook registers.
var webhookCodecs = func() serializer.CodecFactory {
	scheme := runtime.NewScheme()
	utilruntime.Must(corev1.AddToScheme(scheme))
	utilruntime.Must(appsv1.AddToScheme(scheme))
	utilruntime.Must(batchv1.AddToScheme(scheme))
	utilruntime.Must(admissionv1.AddToScheme(scheme))
	return serializer.NewCodecFactory(scheme)
}()

// answerReview does what upstream's webhook does between reading a request's
// body and writing the answer's; its errors are the webhook's HTTP errors.
func answerReview(delegate *admission.Admission, body []byte) (*admissionv1.AdmissionResponse, error) {
	decoder := webhookCodecs.UniversalDeserializer()
	expected := admissionv1.SchemeGroupVersion.WithKind("AdmissionReview")
	object, kind, err := decoder.Decode(body, &expected, nil)
	if err != nil {
		return nil, fmt.Errorf("unable to decode the request: %w", err)
	}
	if *kind != expected {
		return nil, fmt.Errorf("unexpected AdmissionReview kind: %s", kind)
	}
	request := object.(*admissionv1.AdmissionReview).Request
	if request == nil {
		return nil, errors.New("the review holds no request")
	}
	// Upstream shares its plain answers and writes the uid into the shared
	// one; a copy keeps our lines apart.
	response := *delegate.Validate(context.Background(), api.RequestAttributes(request, decoder))
	response.UID = request.UID
	return &response, nil
}

func newAdmission(policy labelled) (*admission.Admission, error) {
	privileged := string(api.LevelPrivileged)
	delegate := &admission.Admission{
		Configuration: &admissionapi.PodSecurityConfiguration{
			Defaults: admissionapi.PodSecurityDefaults{
				Enforce: privileged, EnforceVersion: api.VersionLatest,
				Audit: privileged, AuditVersion: api.VersionLatest,
				Warn: privileged, WarnVersion: api.VersionLatest,
			},
			Exemptions: admissionapi.PodSecurityExemptions{
				Namespaces:     policy.Exemptions.Namespaces,
				Usernames:      policy.Exemptions.Usernames,
				RuntimeClasses: policy.Exemptions.RuntimeClasses,
			},
		},
		Evaluator:       namedChecks.evaluator,
		Metrics:         unrecorded{},
		NamespaceGetter: namespaceWith(policy.labels()),
		PodLister:       noPods{},
	}
	if err := delegate.CompleteConfiguration(); err != nil {
		return nil, err
	}
	return delegate, delegate.ValidateConfiguration()
}

func (p labelled) labels() map[string]string {
	labels := map[string]string{}
	for key, value := range map[string]*string{
		api.EnforceLevelLabel:   p.Enforce,
		api.EnforceVersionLabel: p.EnforceVersion,
		api.WarnLevelLabel:      p.Warn,
		api.WarnVersionLabel:    p.WarnVersion,
		api.AuditLevelLabel:     p.Audit,
		api.AuditVersionLabel:   p.AuditVersion,
	} {
		if value != nil {
			labels[key] = *value
		}
	}
	return labels
}

// namespaceWith knows every namespace, each with the same labels.
type namespaceWith map[string]string

func (labels namespaceWith) GetNamespace(_ context.Context, name string) (*corev1.Namespace, error) {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}, nil
}

type noPods struct{}

func (noPods) ListPods(context.Context, string) ([]*corev1.Pod, error) { return nil, nil }

type unrecorded struct{}

func (unrecorded) RecordEvaluation(metrics.Decision, api.LevelVersion, metrics.Mode, api.Attributes) {
}
func (unrecorded) RecordExemption(api.Attributes)   {}
func (unrecorded) RecordError(bool, api.Attributes) {}
