'use strict'
// Builds the native half from the Rust sources beside this package, and puts it where `lib/native.js` looks for it. A
// package from the registry has no sources: it brings the built halves along.

const { execFileSync } = require('node:child_process')
const { copyFileSync } = require('node:fs')
const { join } = require('node:path')
const { fileName } = require('./lib/platform.js')

const arguments_ = ['build', '--release', '--locked', '--message-format=json-render-diagnostics']
const options = { cwd: __dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 }
const messages = execFileSync('cargo', arguments_, options)
const artifacts = messages.split('\n').filter(Boolean).map((line) => JSON.parse(line))
const built = artifacts.find(({ reason, target }) => reason === 'compiler-artifact' && target.name === 'guardrails_node')
copyFileSync(built.filenames.find((name) => /\.(so|dylib|dll)$/.test(name)), join(__dirname, fileName()))
