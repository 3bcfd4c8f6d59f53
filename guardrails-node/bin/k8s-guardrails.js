#!/usr/bin/env node
'use strict'
// The command: what it does, prints and ends with is guardrails-cli's own.

process.exitCode = require('../lib/native.js').native.runCommand(process.argv.slice(2))
