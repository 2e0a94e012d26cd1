import { purposes, type Role } from '@health-graph/permissions';
import type { AccountList, ListedAccount } from './account-list.ts';
import { escaped, pageFrame } from './page-frame.ts';
import { purposeWords, roleWords, type Words } from './role-words.ts';

export interface SignInPage {
  readonly nonce: string;
  /** Where the form goes. */
  readonly action: string;
  /** The app that asks. */
  readonly clientId: string;
  readonly search: string;
  /** What the app asked for. */
  readonly purpose: string | undefined;
  readonly list: AccountList;
}

/** The sign-in of the development provider: every account that may be used, once for each role it holds. */
export const signInPage = ({ nonce, action, clientId, search, purpose, list }: SignInPage): string =>
  pageFrame(
    'Đăng nhập · Sign in',
    nonce,
    `<div class="mark" aria-hidden="true">✚</div>
<h1>Đăng nhập <span lang="en">Sign in</span></h1>
<p>để dùng <strong>${escaped(clientId)}</strong> <span lang="en">to use ${escaped(clientId)}</span></p>
<p class="note">Máy chủ phát triển: không hỏi mật khẩu, mọi người ở đây đều là hư cấu.<br>
<span lang="en">Development server: no passwords, and everybody here is made up.</span></p>
<form id="search" method="get" action="${escaped(action)}"></form>
<form method="post" action="${escaped(action)}">
<div class="bar">
<label>Tìm tài khoản <span lang="en">· Find an account</span>
<input form="search" name="q" type="search" value="${escaped(search)}" autocomplete="off" placeholder="bs.hanh"></label>
<label>Mục đích sử dụng <span lang="en">· Purpose of use</span>
<select name="purpose"><option value="">Theo vai trò · As usual in the role</option>
${purposes.map((code) => `<option value="${code}"${code === purpose ? ' selected' : ''}>${both(purposeWords[code])}</option>`).join('\n')}</select></label>
</div>
${groups(list.accounts)}
${list.accounts.length === 0 ? '<p>Không có tài khoản nào. <span lang="en">No account begins like this.</span></p>' : ''}
${list.isCut ? '<p>Còn nhiều tài khoản nữa, hãy tìm theo tên đăng nhập. <span lang="en">There are more: search by username and press Enter.</span></p>' : ''}
</form>
<script nonce="${nonce}">${filter}</script>`,
  );

/** Staff before citizens, each group in the order of its usernames. */
function groups(accounts: readonly ListedAccount[]): string {
  const isOf = (test: (role: Role) => boolean) =>
    accounts.flatMap((account) => account.roles.filter(({ role }) => test(role)).map((held) => row(account, held)));
  const isSystem = (role: Role): boolean => role === 'system' || role === 'partner-system';
  return [
    group(
      { vi: 'Người làm việc', en: 'Staff' },
      isOf((role) => role !== 'citizen' && !isSystem(role)),
    ),
    group(
      roleWords.citizen,
      isOf((role) => role === 'citizen'),
    ),
  ].join('\n');
}

const group = (words: Words, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<section><h2>${both(words)}</h2><ul>${rows.join('\n')}</ul></section>`;

const row = (
  { id, username, name = username }: ListedAccount,
  { role, facility, facilityId = '' }: ListedAccount['roles'][number],
): string =>
  `<li><button name="acting" value="${escaped(`${id}~${role}~${facilityId}`)}"><span class="face" aria-hidden="true">${escaped(initialOf(name))}</span>
<span class="who">${escaped(name)} <code>${escaped(username)}</code><small>${both(roleWords[role])}${facility === undefined ? '' : ` — ${escaped(facility)}`}</small></span></button></li>`;

/** Vietnamese names end with the given name; usernames have it behind the dot. */
const initialOf = (name: string): string => [...(name.split(/[ .]/).at(-1) ?? '')][0]?.toUpperCase() ?? '·';

const both = ({ vi, en }: Words): string => `${escaped(vi)} <span lang="en">· ${escaped(en)}</span>`;

/** Narrows the list while somebody types; Enter asks the server, which knows them all. */
const filter = `
const plain = (text) => text.normalize('NFD').replace(/[\\u0300-\\u036f]/g, '').replace(/đ/gi, 'd').toLowerCase();
document.querySelector('input[name=q]').addEventListener('input', ({ target }) => {
  const asked = plain(target.value);
  for (const row of document.querySelectorAll('li')) row.hidden = !plain(row.textContent).includes(asked);
  for (const part of document.querySelectorAll('section')) part.hidden = !part.querySelector('li:not([hidden])');
});
`;
