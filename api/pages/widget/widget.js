// <script src="https://chat.example/widget.js" data-channel="web" async></script>
//
// Adds a round button to the page and opens the chat in a frame. All of it lives in a closed shadow root, so neither page
// can disturb the other. Optional: data-label, data-color, data-side="left".

(() => {
    const script = document.currentScript;
    const { channel, label = 'Chat with us', color = '#0b7a6d', side = 'right' } = script.dataset;
    if (!channel) {
        throw new Error('Millrace widget: expected data-channel on the script tag, but there is none');
    }
    if (document.querySelector('millrace-chat')) {
        return;
    }
    const origin = new URL(script.src).origin;
    const openKey = `millrace.widget.${channel}`;
    const edge = side === 'left' ? 'left' : 'right';

    const host = document.createElement('millrace-chat');
    const root = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        /* Important, or the page's rules for * would win. */
        :host {
            all: initial !important; display: block !important; position: fixed !important;
            z-index: 2147483000 !important; ${edge}: 20px !important; bottom: 20px !important;
        }
        [hidden] { display: none !important; }
        button {
            all: unset; box-sizing: border-box; display: grid; place-items: center; width: 60px; height: 60px;
            border-radius: 50%; background: var(--color); color: #fff; cursor: pointer;
            box-shadow: 0 2px 6px rgb(0 0 0 / 18%), 0 10px 26px -8px rgb(0 0 0 / 45%); transition: transform 140ms;
        }
        button:hover { transform: scale(1.05); }
        button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px var(--color); }
        svg { width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; }
        [aria-expanded=true] .ask, [aria-expanded=false] .shut { display: none; }
        .count {
            position: absolute; top: -3px; right: -3px; min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box;
            border: 2px solid #fff; border-radius: 11px; background: #b3261e; color: #fff;
            font: 700 12px/18px system-ui, sans-serif; text-align: center;
        }
        .panel {
            position: absolute; ${edge}: 0; bottom: 74px; width: 384px; height: min(620px, 100vh - 120px); overflow: hidden;
            border-radius: 18px; background: Canvas; box-shadow: 0 4px 12px rgb(0 0 0 / 12%), 0 24px 60px -16px rgb(0 0 0 / 45%);
        }
        iframe { display: block; width: 100%; height: 100%; border: 0; }
        @media (max-width: 520px) {
            .panel { position: fixed; inset: 0; width: auto; height: auto; border-radius: 0; }
            [aria-expanded=true] { display: none; }
        }
        @media (prefers-reduced-motion: reduce) { button { transition: none; } }
    `);
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = `
        <div class="panel" role="dialog" hidden></div>
        <button type="button" aria-expanded="false">
            <svg class="ask" viewBox="0 0 24 24" aria-hidden="true"><path d="M20 11.5a8 8 0 0 1-11.6 7.1L4 20l1.4-4.2A8 8 0 1 1 20 11.5z"/></svg>
            <svg class="shut" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 9l6 6 6-6"/></svg>
            <span class="count" aria-hidden="true" hidden></span>
        </button>`;
    const panel = root.querySelector('.panel');
    const button = root.querySelector('button');
    const count = root.querySelector('.count');
    host.style.setProperty('--color', color, 'important');
    panel.setAttribute('aria-label', label);
    name(0);

    let frame = null;
    let wantsFocus = false;  // Only after a click, not when it opens by itself on the next page.

    function name(unread) {
        const text = unread ? `${label}, ${unread} unread` : label;
        button.setAttribute('aria-label', text);
        button.title = text;
        count.hidden = !unread;
        count.textContent = unread > 9 ? '9+' : unread;
    }

    function show(isOpen) {
        if (isOpen && !frame) {
            frame = document.createElement('iframe');
            frame.title = label;
            frame.src = `${origin}/chat/${encodeURIComponent(channel)}?embedded`;
            panel.append(frame);
        }
        panel.hidden = !isOpen;
        button.setAttribute('aria-expanded', isOpen);
        tell();
        stored(isOpen ? 'open' : 'used');
    }

    /** Reads, or writes the value. Without storage the panel starts closed on the next page. */
    function stored(value) {
        try {
            return value ? sessionStorage.setItem(openKey, value) : sessionStorage.getItem(openKey);
        } catch {
            return null;
        }
    }

    function tell() {
        frame?.contentWindow?.postMessage({ type: 'millrace.shown', shown: !panel.hidden, focus: wantsFocus }, origin);
    }

    function close() {
        show(false);
        button.focus();
    }

    button.addEventListener('click', () => {
        wantsFocus = true;
        show(panel.hidden);
    });
    root.addEventListener('keydown', ({ key }) => key === 'Escape' && !panel.hidden && close());
    addEventListener('message', ({ source, origin: from, data }) => {
        if (!frame || source !== frame.contentWindow || from !== origin) {
            return;
        }
        switch (data?.type) {
            case 'millrace.ready': return tell();
            case 'millrace.close': return close();
            case 'millrace.unread': return name(Number(data.count));
        }
    });

    function attach() {
        document.body.append(host);
        const was = stored();
        if (was) {  // The visitor has chatted on an earlier page: keep listening, open as he left it.
            show(true);
            show(was === 'open');
        }
    }
    document.body ? attach() : addEventListener('DOMContentLoaded', attach);
})();
