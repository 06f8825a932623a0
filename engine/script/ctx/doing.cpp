// The verbs that do not wait: answers, orders to the world, and what a script may know of time and chance.

#include <atomic>
#include <cstdint>

#include "engine/base/clock.hpp"
#include "engine/base/id.hpp"
#include "engine/script/ctx/call.hpp"
#include "engine/script/log.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/sandbox/error_text.hpp"
#include "engine/script/sandbox/library_base.hpp"
#include "engine/script/watch.hpp"

namespace millrace::script {
namespace {

std::atomic<LogSink> log_sink{nullptr};

int push_answer(lua_State* lua, Call& call, Step step) {
    const std::size_t number = call.add_answer(std::move(step));
    lua_pushlightuserdata(lua, reinterpret_cast<void*>(static_cast<std::uintptr_t>(number + 1)));
    return 1;
}

// Ordered once: a straight script that runs again passes over what it ordered before.
int order(lua_State* lua, Call& call, std::string_view verb, Effect effect) {
    call.count();
    if (call.straight()) {
        const Asked question = asked(verb, List{effect.name, effect.payload});
        if (call.recorded(question) != nullptr) {
            return 0;
        }
        call.record(question, Value());
    }
    call.effects.push_back(std::move(effect));
    (void)lua;
    return 0;
}

Value payload_argument(lua_State* lua, int at, std::string_view name) {
    Value payload = lua_isnoneornil(lua, at) ? Value(Map{}) : value_argument(lua, at, name);
    if (!payload.is_map()) {
        luaL_argerror(lua, at, "expected a table of names and values");
    }
    return payload;
}

}  // namespace

void set_log_sink(LogSink sink) {
    log_sink = sink;
}

// --- Answers ---------------------------------------------------------------------------------------------------------

int ctx_leave_by(lua_State* lua) {
    Call& call = Call::of(lua);
    Step step = leave_by(std::string(text_argument(lua, 1)));
    if (!lua_isnoneornil(lua, 2)) {
        const Value outputs = payload_argument(lua, 2, "outputs");
        for (const Map::Entry& entry : outputs.as_map()) {
            step.outputs.emplace_back(entry.first, entry.second);
        }
    }
    return push_answer(lua, call, std::move(step));
}

int ctx_fail(lua_State* lua) {
    Call& call = Call::of(lua);
    const std::string_view code = text_argument(lua, 1);
    if (code.empty() || code.size() > 100 ||
        code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") != std::string_view::npos ||
        code.substr(0, 7) == "script.") {
        return luaL_argerror(lua, 1, "expected a code of dotted words such as \"orders.unreachable\"");
    }
    return push_answer(lua, call, fail(std::string(code), printable(text_argument(lua, 2), 2000)));
}

// --- Orders ----------------------------------------------------------------------------------------------------------

int ctx_send(lua_State* lua) {
    Call& call = Call::of(lua);
    return order(lua, call, "send", Effect{"message.send", Map{{"text", text_argument(lua, 1)}}});
}

int ctx_emit(lua_State* lua) {
    Call& call = Call::of(lua);
    Map event{{"event", text_argument(lua, 1)}};
    if (!lua_isnoneornil(lua, 2)) {
        event.set("payload", value_argument(lua, 2, "payload"));
    }
    Options options(lua, 3, "emit", {"key"});
    if (Value key = options.value("key"); !key.is_nil()) {
        event.set("key", std::move(key));
    }
    return order(lua, call, "emit", Effect{"event.emit", std::move(event)});
}

int ctx_effect(lua_State* lua) {
    Call& call = Call::of(lua);
    const String name(text_argument(lua, 1));
    return order(lua, call, "effect", Effect{name, payload_argument(lua, 2, "payload")});
}

int ctx_log(lua_State* lua) {
    Call& call = Call::of(lua);
    call.count();
    std::string text;
    for (int i = 1, count = lua_gettop(lua); i <= count && text.size() < 2000; ++i) {
        push_text(lua, i);
        text += i > 1 ? " " : "";
        text += text_at(lua, -1).substr(0, 2000);
        lua_pop(lua, 1);
    }
    const LogSink sink = log_sink;
    if (Watch* const watch = Watch::on_this_thread(); watch != nullptr && call.is_new()) {
        if (watch->logs.size() < Watch::logs_max) {
            call.state().outside([&] {
                watch->logs.push_back(printable(text, 2000));
                return true;
            });
        }
    } else if (sink != nullptr && call.is_new()) {
        const std::string shown = printable(text, 2000);
        const NodeContext& context = call.context();
        call.state().outside([&] {
            sink(LogLine{context.org(), context.run(), context.flow_key(), context.node_id(), shown});
            return true;
        });
    }
    return 0;
}

// --- Time and chance -------------------------------------------------------------------------------------------------

int ctx_now(lua_State* lua) {
    Call& call = Call::of(lua);
    call.count();
    push_value(lua, call.once("now", Value(), [&]() -> Value { return to_text(call.context().now()); }));
    return 1;
}

int ctx_seconds(lua_State* lua) {
    Call::of(lua).count();
    const std::string_view text = text_argument(lua, 1);
    const Result<Time> time = parse_time(text.substr(0, 100));
    if (!time) {
        return luaL_argerror(lua, 1, "expected a time such as \"2026-01-05T09:00:00Z\"");
    }
    if (time->ms % 1000 == 0) {
        lua_pushinteger(lua, time->ms / 1000);
    } else {
        lua_pushnumber(lua, static_cast<double>(time->ms) / 1000);
    }
    return 1;
}

int ctx_time(lua_State* lua) {
    Call::of(lua).count();
    const lua_Number seconds = number_argument(lua, 1);
    if (!(seconds > -62'000'000'000.0 && seconds < 253'402'300'800.0)) {  // years 0 to 9999
        return luaL_argerror(lua, 1, "expected seconds since 1970");
    }
    push(lua, to_text(Time{static_cast<std::int64_t>(seconds * 1000)}));
    return 1;
}

int ctx_random(lua_State* lua) {
    Call& call = Call::of(lua);
    call.count();
    const lua_Integer low = lua_gettop(lua) >= 2 ? integer_argument(lua, 1) : 1;
    const lua_Integer high = lua_gettop(lua) >= 2   ? integer_argument(lua, 2)
                             : lua_gettop(lua) == 1 ? integer_argument(lua, 1)
                                                    : 0;
    const bool whole = lua_gettop(lua) > 0;
    if (whole && low > high) {
        return luaL_error(lua, "expected ctx.random(low, high) with low at most high");
    }
    const Value bits =
        call.once("random", Value(), [&]() -> Value { return static_cast<std::int64_t>(call.context().random()); });
    const auto random = static_cast<std::uint64_t>(bits.as_integer());
    if (!whole) {
        lua_pushnumber(lua, static_cast<double>(random >> 11) * 0x1p-53);
        return 1;
    }
    const std::uint64_t range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t offset = range == 0 ? random : random % range;
    const std::uint64_t drawn = static_cast<std::uint64_t>(low) + offset;
    lua_pushinteger(lua, static_cast<lua_Integer>(drawn));
    return 1;
}

int ctx_id(lua_State* lua) {
    Call& call = Call::of(lua);
    call.count();
    push_value(lua, call.once("id", Value(), [&]() -> Value { return to_base32(call.context().random() >> 1); }));
    return 1;
}

// --- The rest --------------------------------------------------------------------------------------------------------

int ctx_read(lua_State* lua) {
    Call& call = Call::of(lua);
    call.count();
    const std::string name(text_argument(lua, 1));
    const Value about = lua_isnoneornil(lua, 2) ? Value() : value_argument(lua, 2, "what is asked about");
    push_value(lua, call.once("read", List{name, about}, [&]() -> Value { return call.context().read(name, about); }));
    return 1;
}

int ctx_list(lua_State* lua) {
    if (lua_isnoneornil(lua, 1)) {
        lua_settop(lua, 0);
        lua_createtable(lua, 0, 0);
    }
    table_argument(lua, 1);
    if (lua_getmetatable(lua, 1) != 0) {
        lua_pop(lua, 1);
        if (is_vars(lua, 1)) {
            return luaL_argerror(lua, 1, "expected a list but it is ctx.vars");
        }
    }
    lua_settop(lua, 1);
    mark_list(lua, 1);
    return 1;
}

}  // namespace millrace::script
