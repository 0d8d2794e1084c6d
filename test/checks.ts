/** What is checked without running anything, side by side: of each, what it says is printed when it has ended. */
import { execFile } from 'node:child_process';

const CHECKS = ['lint', 'types', 'format:check'];

function passes(script: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('npm', ['run', script], { maxBuffer: Infinity }, (error, stdout, stderr) => {
      process.stdout.write(`${stdout}${stderr}`);
      resolve(error === null);
    });
  });
}

const passed = await Promise.all(CHECKS.map(passes));
if (passed.includes(false)) process.exitCode = 1;
