package main

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	schedulingcorev1 "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"
)

type placementAnswer struct {
	ID          json.RawMessage   `json:"id"`
	DecodeError string            `json:"decodeError,omitempty"`
	Nodes       map[string]string `json:"nodes"`
}

// place holds one pod against each node with the functions that kube-scheduler
// calls, in its order: "ok", "nodename", "selector" or "taint:key=value:Effect".
func place(text []byte) (any, error) {
	var in struct {
		line
		Raw   []byte        `json:"raw_b64"`
		Nodes []corev1.Node `json:"nodes"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, err
	}
	answer := placementAnswer{ID: in.ID, Nodes: map[string]string{}}
	object, _, err := workloads.Decode(in.Raw, nil, nil)
	if err != nil {
		answer.DecodeError = err.Error()
		return answer, nil
	}
	pod, ok := object.(*corev1.Pod)
	if !ok {
		return nil, fmt.Errorf("expected a Pod, found %T", object)
	}
	for i := range in.Nodes {
		answer.Nodes[in.Nodes[i].Name] = fits(pod, &in.Nodes[i])
	}
	return answer, nil
}

func fits(pod *corev1.Pod, node *corev1.Node) string {
	bound := pod.Spec.NodeName != ""
	if bound && pod.Spec.NodeName != node.Name {
		return "nodename"
	}
	// An error of one term leaves the others standing, as in the plug-in.
	if match, _ := nodeaffinity.GetRequiredNodeAffinity(pod).Match(node); !match {
		return "selector"
	}
	// A bound pod has passed the scheduler by; the kubelet looks at NoExecute alone.
	counts := func(taint *corev1.Taint) bool {
		return taint.Effect == corev1.TaintEffectNoExecute || taint.Effect == corev1.TaintEffectNoSchedule && !bound
	}
	taint, untolerated := schedulingcorev1.FindMatchingUntoleratedTaint(
		klog.Background(), node.Spec.Taints, pod.Spec.Tolerations, counts, false)
	if untolerated {
		return "taint:" + taint.ToString()
	}
	return "ok"
}
