/** What a stream of GraphQL over SSE holds beside heartbeats. */
export type StreamEvent = { readonly data: string } | 'complete' | 'too large';

/** Reads the distinct connections mode: `next` with JSON on one line, and `complete`. */
export async function* readEvents(pieces: AsyncIterable<string>, maximum: number): AsyncGenerator<StreamEvent, void, undefined> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    let start = 0;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', start)) {
      const event = eventIn(text.slice(start, end));
      start = end + 2;
      if (event !== undefined) yield event;
    }
    if (start > 0) text = text.slice(start);
    if (text.length > maximum) yield 'too large';
  }
}

function eventIn(block: string): StreamEvent | undefined {
  let name = '';
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) name = line.slice('event:'.length).trim();
    else if (line.startsWith('data:')) data.push(line.slice('data:'.length).replace(/^ /, ''));
  }
  if (name === 'complete') return 'complete';
  return name === 'next' ? { data: data.join('\n') } : undefined;
}
