// Prints each diagnostic of severity error (0) or warning (1) that the official parser has for a document; fails if there is one.
import { readFile } from 'node:fs/promises';
import { Parser } from '@asyncapi/parser';

const { document, diagnostics } = await new Parser().parse(await readFile(process.argv[2], 'utf8'));
const bad = diagnostics.filter(({ severity }) => severity <= 1);
for (const { severity, code, path, message } of bad) {
  console.log(severity === 0 ? 'error' : 'warning', code, path.join('.'), message);
}
if (!document) {
  console.log('error: there is no document');
}
process.exitCode = document && bad.length === 0 ? 0 : 1;
