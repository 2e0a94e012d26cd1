import { escaped, pageFrame } from './page-frame.ts';

/** What a person sees when a sign-in went wrong; only the code of the protocol, never what was sent. */
export const errorPage = (code: string): string =>
  pageFrame(
    'Không đăng nhập được',
    '',
    `<div class="mark" aria-hidden="true">!</div>
<h1>Không đăng nhập được <span lang="en">Sign-in failed</span></h1>
<p>Hãy quay lại ứng dụng và thử lại. <span lang="en">Go back to the app and try again.</span></p>
<p><code>${escaped(code)}</code></p>`,
  );
