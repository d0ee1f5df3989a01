/**
 * The data of each server-sent event, until the server ends the stream. Comments are skipped: the service sends them
 * so that connections are not taken for dead.
 */
export async function* dataOfEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of linesOf(body)) {
    if (line.startsWith('data:')) {
      data.push(line.slice('data:'.length).replace(/^ /, ''));
    } else if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    }
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + decoder.decode(read.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.map((line) => line.replace(/\r$/, ''));
    }
  } finally {
    // also when the caller has heard enough
    await reader.cancel();
  }
}
