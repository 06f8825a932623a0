// How the languages look: nothing more than colours; what is right and wrong the server says.

import { StreamLanguage, type StreamParser } from '@codemirror/language';
import { lua } from '@codemirror/legacy-modes/mode/lua';
import type { Extension } from '@codemirror/state';
import type { Language } from './context';

interface Holes {
    isInside: boolean;
}

const keywords = /^(and|or|not|true|false|nil)\b/;
const number = /^\d+(\.\d+)?/;

/** One word of an expression. */
function word(stream: { match: (pattern: RegExp | string) => unknown; next: () => unknown; eatSpace: () => boolean }) {
    if (stream.eatSpace()) {
        return null;
    }
    if (stream.match(/^'(\\.|[^'\\])*'?/) || stream.match(/^"(\\.|[^"\\])*"?/)) {
        return 'string';
    }
    if (stream.match(keywords)) {
        return 'keyword';
    }
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) {
        return 'variableName.function';
    }
    if (stream.match(/^[A-Za-z_]\w*(?=\s*[.[])/)) {
        return 'namespace';
    }
    if (stream.match(/^[A-Za-z_]\w*/)) {
        return 'propertyName';
    }
    if (stream.match(number)) {
        return 'number';
    }
    stream.next();
    return 'operator';
}

const expression: StreamParser<null> = { token: (stream) => word(stream) };

const template: StreamParser<Holes> = {
    startState: () => ({ isInside: false }),
    copyState: (state) => ({ ...state }),
    token(stream, state) {
        if (!state.isInside) {
            if (stream.match('{{')) {
                state.isInside = true;
                return 'brace';
            }
            while (!stream.eol() && !stream.match('{{', false)) {
                stream.next();
            }
            return null;
        }
        if (stream.match('}}')) {
            state.isInside = false;
            return 'brace';
        }
        return word(stream);
    },
};

const flowtest: StreamParser<null> = {
    token(stream) {
        if (stream.sol() && stream.match(/^\s*#.*/)) {
            return 'comment';
        }
        if (stream.sol() && stream.match(/^(flow|node|case|wire)\b/)) {
            return 'keyword';
        }
        if (
            stream.sol() &&
            stream.match(
                /^\s+(given|expect|never|after|agent|customer|bot|http|signal|incident|enter|asks|leaves|sets|cancel)\b/,
            )
        ) {
            return 'namespace';
        }
        if (stream.match(/^"(\\.|[^"\\])*"?/)) {
            return 'string';
        }
        if (stream.match(/^[\w.]+(?==)/)) {
            return 'propertyName';
        }
        if (!stream.match(/^[\w.]+/)) {
            stream.next();
        }
        return null;
    },
};

const markdown: StreamParser<{ isCode: boolean }> = {
    startState: () => ({ isCode: false }),
    copyState: (state) => ({ ...state }),
    token(stream, state) {
        if (stream.sol() && stream.match(/^```.*/)) {
            state.isCode = !state.isCode;
            return 'brace';
        }
        if (state.isCode) {
            stream.skipToEnd();
            return 'string';
        }
        if (stream.sol() && stream.match(/^#+ .*/)) {
            return 'keyword';
        }
        if (stream.match(/^`[^`]*`/)) {
            return 'string';
        }
        stream.next();
        return null;
    },
};

export function languageOf(language: Language): Extension {
    switch (language) {
        case 'expression':
            return StreamLanguage.define(expression);
        case 'template':
            return StreamLanguage.define(template);
        case 'lua':
            return StreamLanguage.define(lua);
        case 'flowtest':
            return StreamLanguage.define(flowtest);
        case 'markdown':
            return StreamLanguage.define(markdown);
    }
}
