package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"syscall"

	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kjson "sigs.k8s.io/json"
)

type measurement struct {
	File string  `json:"file"`
	What string  `json:"what"`
	NS   float64 `json:"ns"`
}

// bench measures upstream on the given files: pods, and AdmissionReviews.
func bench(files []string) error {
	if len(files) == 0 {
		return errors.New(usage)
	}
	runtime.GOMAXPROCS(1)
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return err
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var head metav1.TypeMeta
		if err := json.Unmarshal(body, &head); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		switch head.Kind {
		case "Pod":
			err = benchPod(evaluator, file, body)
		case "AdmissionReview":
			err = benchReview(evaluator, file, body)
		default:
			err = fmt.Errorf("neither a Pod nor an AdmissionReview: %q", head.Kind)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

// sink keeps what is measured from being optimised away.
var sink int

func benchPod(evaluator policy.Evaluator, file string, body []byte) error {
	var pod corev1.Pod
	if err := kjson.UnmarshalCaseSensitivePreserveInts(body, &pod); err != nil {
		return err
	}
	levels := []api.LevelVersion{
		{Level: api.LevelBaseline, Version: api.LatestVersion()},
		{Level: api.LevelRestricted, Version: api.LatestVersion()},
	}
	detail := func(pod *corev1.Pod) {
		for _, level := range levels {
			total := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec))
			sink += len(total.ForbiddenDetail())
		}
	}
	return report(file, []operation{
		{"decode+evaluate", func() error {
			var fresh corev1.Pod
			err := kjson.UnmarshalCaseSensitivePreserveInts(body, &fresh)
			detail(&fresh)
			return err
		}},
		{"evaluate", func() error {
			for _, level := range levels {
				sink += len(evaluator.EvaluatePod(level, &pod.ObjectMeta, &pod.Spec))
			}
			return nil
		}},
		{"evaluate+detail", func() error {
			detail(&pod)
			return nil
		}},
	})
}

func benchReview(evaluator policy.Evaluator, file string, body []byte) error {
	baseline, restricted, latest := string(api.LevelBaseline), string(api.LevelRestricted), api.VersionLatest
	delegate, err := newAdmission(labelled{
		Enforce: &baseline, EnforceVersion: &latest,
		Warn: &restricted, WarnVersion: &latest,
		Audit: &restricted, AuditVersion: &latest,
	})
	if err != nil {
		return err
	}
	// Not the evaluator that remembers names: that is this oracle's own.
	delegate.Evaluator = evaluator
	return report(file, []operation{{"admission", func() error {
		response, err := answerReview(delegate, body)
		if err != nil {
			return err
		}
		answer, err := json.Marshal(admissionv1.AdmissionReview{
			TypeMeta: metav1.TypeMeta{Kind: "AdmissionReview", APIVersion: "admission.k8s.io/v1"},
			Response: response,
		})
		sink += len(answer)
		return err
	}}})
}

type operation struct {
	what string
	run  func() error
}

const (
	rounds    = 30
	roundTime = 20e6 // nanoseconds of processor time
)

// report takes each operation's best round. Rounds of the operations alternate,
// so that a busy spell of the machine does not fall on one of them alone.
func report(file string, operations []operation) error {
	best := make([]float64, len(operations))
	counts := make([]int, len(operations))
	for i, op := range operations {
		best[i] = math.Inf(1)
		counts[i] = 1
		for {
			ns, err := perOperation(op.run, counts[i])
			if err != nil {
				return err
			}
			if total := ns * float64(counts[i]); total >= roundTime {
				break
			}
			counts[i] *= 2
		}
	}
	for range rounds {
		for i, op := range operations {
			ns, err := perOperation(op.run, counts[i])
			if err != nil {
				return err
			}
			best[i] = min(best[i], ns)
		}
	}
	encoder := newEncoder(os.Stdout)
	for i, op := range operations {
		if err := encoder.Encode(measurement{file, op.what, math.Round(best[i]*10) / 10}); err != nil {
			return err
		}
	}
	return nil
}

func perOperation(run func() error, count int) (float64, error) {
	start, err := processorTime()
	if err != nil {
		return 0, err
	}
	for range count {
		if err := run(); err != nil {
			return 0, err
		}
	}
	end, err := processorTime()
	return float64(end-start) / float64(count), err
}

// processorTime is the process's own, in nanoseconds, garbage collection and
// system calls included: on a shared machine the wall clock measures others.
func processorTime() (int64, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return usage.Utime.Nano() + usage.Stime.Nano(), nil
}
