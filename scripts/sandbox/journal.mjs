// A file that only grows, with one record on each line. What is written survives a kill -9 of this process at once; for
// a loss of power there would have to be an fsync, which a sandbox does without.
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export class Journal {
  #file;

  // Hands each record of an earlier life to `read`. The last one may be torn: nobody was answered after it.
  constructor(file, read) {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    for (const line of bytes.toString('utf8', 0, whole).split('\n')) {
      if (line) {
        read(JSON.parse(line));
      }
    }
    mkdirSync(dirname(file), { recursive: true });
    this.#file = openSync(file, 'a', 0o600);
    ftruncateSync(this.#file, whole);
  }

  write(record) {
    const bytes = Buffer.from(JSON.stringify(record) + '\n');
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(this.#file, bytes, at);
    }
  }

  close() {
    closeSync(this.#file);
  }
}
