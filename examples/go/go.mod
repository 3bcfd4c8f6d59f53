module example.com/guardrails-engine

go 1.25
