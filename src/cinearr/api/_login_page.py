"""The look of the login pages: one file, no script, nothing loaded."""

from __future__ import annotations

from html import escape
from typing import Final

from litestar import Response

_STYLE: Final = """
:root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--text:#1c1f26;--dim:#5c6370;--line:#c9ced6;--accent:#0b67c2;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1e2127;--text:#e8eaee;--dim:#9aa3b2;--line:#3b4048;--accent:#5aa9f8;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{width:min(24rem,calc(100vw - 2rem));padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 .25rem;font-size:1.5rem}
p{margin:0 0 1.25rem;color:var(--dim)}
.bad{color:var(--bad);font-weight:600}
label{display:block;margin-bottom:1rem}
input:not([type=checkbox]){display:block;width:100%;margin-top:.25rem;padding:.6rem .75rem;font:inherit;color:inherit;
 background:transparent;border:1px solid var(--line);border-radius:.4rem}
input:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button{width:100%;padding:.65rem;font:inherit;font-weight:600;color:var(--card);background:var(--accent);border:0;border-radius:.4rem;cursor:pointer}
a{color:var(--accent)}
"""

_DOCUMENT: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · Cinearr</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""


def form_page(
    base: str, *, action: str, return_url: str = "", message: str = "", username: str = "", status: int = 200
) -> Response[bytes]:
    """The login form (`action="/login"`) or the one for the first account (`"/setup"`)."""
    setup = action == "/setup"
    title = "Create your account" if setup else "Log in"
    intro = "This server is new. Whoever makes the first account owns it." if setup else ""
    lines = [f"<p>{intro}</p>" if intro else ""]
    if message:
        lines.append(f'<p class="bad" role="alert">{escape(message)}</p>')
    lines += [
        f'<form method="post" action="{escape(base + action)}">',
        f'<input type="hidden" name="returnUrl" value="{escape(return_url)}">',
        f'<label>User name<input name="username" value="{escape(username)}" autocomplete="username" required autofocus></label>',
        _password("Password", "password", "new-password" if setup else "current-password"),
        _password("Password again", "passwordConfirmation", "new-password") if setup else "",
        "" if setup else '<label><input type="checkbox" name="rememberMe" value="on"> Remember me</label>',
        f'<button type="submit">{"Create account" if setup else "Log in"}</button>',
        "</form>",
    ]
    return _page(title, "\n".join(line for line in lines if line), status)


def note_page(base: str, text: str) -> Response[bytes]:
    """A sentence and the way back."""
    return _page("Log in", f'<p>{escape(text)}</p>\n<p><a href="{escape(base)}/">Go to Cinearr</a></p>')


def _password(label: str, name: str, complete: str) -> str:
    return f'<label>{label}<input name="{name}" type="password" autocomplete="{complete}" required></label>'


def _page(title: str, content: str, status: int = 200) -> Response[bytes]:
    document = _DOCUMENT.format(title=escape(title), style=_STYLE, content=content)
    return Response(document.encode(), media_type="text/html", status_code=status)
