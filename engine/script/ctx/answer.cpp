#include "engine/script/ctx/answer.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/error_text.hpp"

namespace millrace::script {
namespace {

std::string list_of(const std::vector<Output>& outputs) {
    std::string text;
    for (const Output& output : outputs) {
        text += (text.empty() ? "" : ", ") + output.key;
    }
    return text;
}

Step unknown_output(const std::string& key, const Expected& expected) {
    const std::string shown = printable(key, 60);
    if (expected.outputs == nullptr) {
        return fail("script.unknown_output",
                    fmt::format("expected an output that is wired but the script left by '{}'", shown));
    }
    std::vector<std::string> keys;
    for (const Output& output : *expected.outputs) {
        keys.push_back(output.key);
    }
    const std::string near = closest(key, keys);
    return fail("script.unknown_output",
                fmt::format("expected one of the outputs {} but the script left by '{}'{}", list_of(*expected.outputs),
                            shown, near.empty() ? "" : fmt::format(" (did you mean '{}'?)", near)));
}

bool is_known(const NodeContext& context, const std::string& key, const Expected& expected) {
    if (expected.outputs == nullptr) {
        return context.wired(key);
    }
    for (const Output& output : *expected.outputs) {
        if (output.key == key) {
            return true;
        }
    }
    return false;
}

// A script's own mistake leaves by `error`, if somebody drew that way.
Step failed_script(const NodeContext& context, const Error& error, const Expected& expected) {
    if (error.code == "script.failed" && is_known(context, "error", expected) && context.wired("error")) {
        return leave_by("error").setting("code", error.code).setting("message", error.message);
    }
    return fail(error.code, error.message);
}

}  // namespace

Step read_answer(lua_State* lua, Call& call) {
    Step step;
    switch (lua_type(lua, -1)) {
        case LUA_TSTRING:
            step = leave_by(std::string(text_at(lua, -1)));
            break;
        case LUA_TLIGHTUSERDATA: {
            const auto number = reinterpret_cast<std::uintptr_t>(lua_touserdata(lua, -1));
            if (Step* answer = number == 0 ? nullptr : call.answer(number - 1)) {
                step = std::move(*answer);
                break;
            }
            [[fallthrough]];
        }
        default:
            luaL_error(lua,
                       call.straight() ? "expected the script to return the name of an output but it returned %s"
                                       : "expected an answer (ctx.leave_by, ctx.wait_for, ctx.fail, or the name "
                                         "of an output) but it returned %s",
                       lua_isnil(lua, -1) ? "nothing"
                       : is_null(lua, -1) ? "ctx.null"
                                          : luaL_typename(lua, -1));
    }
    if (step.kind != Step::Kind::fail) {
        write_variables(lua, call, step);
        if (step.kind == Step::Kind::wait) {
            write_memory(lua, call, step);
        }
        if (!call.effects.empty()) {
            step.effects.insert(step.effects.begin(), std::make_move_iterator(call.effects.begin()),
                                std::make_move_iterator(call.effects.end()));
        }
    }
    return step;
}

Step settle(Call& call, Step step, const std::optional<Error>& error, const Expected& expected) {
    const NodeContext& context = call.context();
    if (error) {
        return failed_script(context, *error, expected);
    }
    if (call.failure()) {
        return fail(call.failure()->code, call.failure()->message);
    }
    if (call.waiting()) {
        step = std::move(*call.waiting());
        step.effects.insert(step.effects.begin(), std::make_move_iterator(call.effects.begin()),
                            std::make_move_iterator(call.effects.end()));
        return step;
    }
    if (call.left_pending()) {
        return fail("script.not_deterministic",
                    "expected the script to ask again what it had been waiting for but it ended; a script must ask "
                    "for the same things in the same order each time it runs");
    }
    if (step.kind == Step::Kind::leave && !is_known(context, step.output, expected)) {
        return unknown_output(step.output, expected);
    }
    return step;
}

}  // namespace millrace::script
