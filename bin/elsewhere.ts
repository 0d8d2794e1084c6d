#!/usr/bin/env node
import { main } from '../lib/elsewhere/main.ts';

process.exitCode = await main(process.argv.slice(2));
