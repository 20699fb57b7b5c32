// Checks the syntax of modules, as node --check does, but many in one process.
//
//   node --experimental-vm-modules check.mjs DIR NAME…

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceTextModule } from 'node:vm';

const [dir, ...names] = process.argv.slice(2);
for (const name of names) {
  try {
    new SourceTextModule(readFileSync(join(dir, name), 'utf8'), { identifier: name });
  } catch (error) {
    console.log(`${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}
