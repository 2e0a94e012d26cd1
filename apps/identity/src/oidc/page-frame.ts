/** A whole page in the look of the sign-in; `body` is markup, made with `escaped`. */
export const pageFrame = (title: string, nonce: string, body: string): string => `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

/** Text as markup shows it. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const styles = `
:root { color-scheme: light dark; --line: light-dark(#d9e0e6, #33404b); --quiet: light-dark(#5a6872, #9fb0bd); --brand: light-dark(#0b6b5d, #4fc3ae);
  --card: light-dark(#ffffff, #1a232b); --tint: light-dark(#e6f4f1, #17332f); }
* { box-sizing: border-box; }
body { margin: 0; background: light-dark(#f2f5f7, #10171d); color: light-dark(#16222b, #e8eef2); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 1.75rem 0 .5rem; font-size: .95rem; color: var(--quiet); font-weight: 600; }
[lang=en] { color: var(--quiet); font-weight: 400; }
p { margin: .35rem 0; }
.mark { display: inline-grid; place-items: center; width: 2.6rem; height: 2.6rem; border-radius: .8rem; background: var(--brand); color: light-dark(#fff, #0d1418); font-size: 1.5rem; margin-bottom: .9rem; }
.note { margin: 1.1rem 0; padding: .7rem .9rem; border-radius: .7rem; background: var(--tint); font-size: .93rem; }
.bar { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .6rem; padding: .7rem 0; background: light-dark(#f2f5f7, #10171d); }
.bar label { flex: 1 1 14rem; font-size: .85rem; color: var(--quiet); }
input, select { display: block; width: 100%; margin-top: .2rem; padding: .6rem .7rem; font: inherit; font-size: 1rem; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
ul { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: .9rem; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
button { display: flex; gap: .8rem; align-items: center; width: 100%; min-height: 3.5rem; padding: .6rem .9rem; border: 0; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
button:hover { background: var(--tint); }
:focus-visible { outline: 3px solid var(--brand); outline-offset: -3px; border-radius: .4rem; }
.face { flex: none; display: grid; place-items: center; width: 2.3rem; height: 2.3rem; border-radius: 50%; background: var(--tint); color: var(--brand); font-weight: 600; font-size: .9rem; }
.who { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.who small { display: block; color: var(--quiet); }
code { font: .88rem ui-monospace, monospace; color: var(--quiet); }
[hidden] { display: none; }
`;
