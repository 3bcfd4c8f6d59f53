module example.com/guardrails-identity

go 1.25

require example.com/guardrails-engine v0.0.0

replace example.com/guardrails-engine => ../../../examples/go
