// Whether somebody is still signed in, and the token that their session asks for now: another may have begun meanwhile.

export async function renew(document) {
  const form = document.querySelector("[data-session]");
  if (!form) return false;
  const asked = { headers: { Accept: "application/json" }, redirect: "manual" };
  const answer = await fetch(form.dataset.session, asked);
  if (!answer.ok) return false;
  const { token, account } = await answer.json();
  if (String(account) !== form.dataset.account) return false;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  return true;
}

export function refused(status) {
  return status === 400 || status === 401 || status === 403;
}
