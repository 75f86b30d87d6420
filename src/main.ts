#!/usr/bin/env node
import { runCzar } from './compose/run.ts';

await runCzar(process.argv.slice(2));
