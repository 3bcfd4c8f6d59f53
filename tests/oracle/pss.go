package main

import (
	"encoding/json"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type pssAnswer struct {
	ID          json.RawMessage `json:"id"`
	DecodeError string          `json:"decodeError,omitempty"`
	NoPodSpec   bool            `json:"noPodSpec,omitempty"`
	Verdicts    []verdict       `json:"verdicts"`
}

type verdict struct {
	Level   api.Level `json:"level"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Allowed bool      `json:"allowed"`
	Reason  string    `json:"reason"`
	Detail  string    `json:"detail"`
	Checks  []failing `json:"checks"`
}

type failing struct {
	ID     policy.CheckID `json:"id"`
	Reason string         `json:"reason"`
	Detail string         `json:"detail"`
}

// judge evaluates one object at both levels and every version.
func judge(text []byte) (any, error) {
	var in struct {
		line
		Raw []byte `json:"raw_b64"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	answer := pssAnswer{ID: in.ID, Verdicts: []verdict{}}
	object, _, err := workloads.Decode(in.Raw, nil, nil)
	if err != nil {
		answer.DecodeError = err.Error()
		return answer, nil
	}
	meta, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err != nil {
		// A kind of these groups that carries no pod, such as a Service.
		answer.DecodeError = err.Error()
		return answer, nil
	}
	if spec == nil {
		answer.NoPodSpec = true
		return answer, nil
	}
	for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
		answer.Verdicts = append(answer.Verdicts, namedChecks.judgeAll(level, meta, spec)...)
	}
	return answer, nil
}

// workloads decodes as the API server does, short of defaulting.
var workloads = func() runtime.Decoder {
	scheme := runtime.NewScheme()
	utilruntime.Must(corev1.AddToScheme(scheme))
	utilruntime.Must(appsv1.AddToScheme(scheme))
	utilruntime.Must(batchv1.AddToScheme(scheme))
	return serializer.NewCodecFactory(scheme).UniversalDeserializer()
}()

// recorder is upstream's evaluator over upstream's checks, each wrapped to
// remember its id: EvaluatePod returns results without names, and only the
// evaluator knows which checks override which.
type recorder struct {
	evaluator policy.Evaluator
	newest    api.Version
	failed    []failing
}

var namedChecks = func() *recorder {
	r := &recorder{newest: api.MajorMinorVersion(1, 0)}
	checks := policy.DefaultChecks()
	for i := range checks {
		id := checks[i].ID
		for j := range checks[i].Versions {
			version := &checks[i].Versions[j]
			check := version.CheckPod
			version.CheckPod = func(meta *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
				result := check(meta, spec)
				if !result.Allowed {
					r.failed = append(r.failed, failing{id, result.ForbiddenReason, result.ForbiddenDetail})
				}
				return result
			}
			if r.newest.Older(version.MinimumVersion) {
				r.newest = version.MinimumVersion
			}
		}
	}
	evaluator, err := policy.NewEvaluator(checks, nil)
	utilruntime.Must(err)
	r.evaluator = evaluator
	return r
}()

// judgeAll evaluates every version and merges neighbours that say the same.
func (r *recorder) judgeAll(level api.Level, meta *metav1.ObjectMeta, spec *corev1.PodSpec) []verdict {
	var verdicts []verdict
	add := func(version api.Version) {
		v := r.judge(level, version, meta, spec)
		if last := len(verdicts) - 1; last >= 0 && verdicts[last].says(v) {
			verdicts[last].To = v.To
			return
		}
		verdicts = append(verdicts, v)
	}
	for minor := 0; minor <= r.newest.Minor(); minor++ {
		add(api.MajorMinorVersion(1, minor))
	}
	add(api.LatestVersion())
	return verdicts
}

func (r *recorder) judge(level api.Level, version api.Version, meta *metav1.ObjectMeta, spec *corev1.PodSpec) verdict {
	r.failed = []failing{}
	results := r.evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, meta, spec)
	total := policy.AggregateCheckResults(results)
	if total.Allowed != (len(r.failed) == 0) {
		panic(fmt.Sprintf("recorded %d failing checks, upstream says allowed=%t", len(r.failed), total.Allowed))
	}
	return verdict{
		Level:   level,
		From:    version.String(),
		To:      version.String(),
		Allowed: total.Allowed,
		Reason:  total.ForbiddenReason(),
		Detail:  total.ForbiddenDetail(),
		Checks:  r.failed,
	}
}

func (v verdict) says(other verdict) bool {
	return v.Allowed == other.Allowed && v.Reason == other.Reason && v.Detail == other.Detail &&
		slices.Equal(v.Checks, other.Checks)
}
