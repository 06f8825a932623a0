#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <thread>

#include "engine/script/fake_context.hpp"
#include "engine/script/node.hpp"
#include "engine/script/sandbox/pool.hpp"
#include "engine/value/json.hpp"

using namespace millrace;
using namespace millrace::script;

namespace {

Result<Value> run(const std::string& code, std::uint64_t org = 7) {
    const Result<ChunkPtr> chunk = Chunk::compile(code, Chunk::Shape::body);
    REQUIRE(chunk);
    FakeContext context;
    context.org_value = org;
    return evaluate(**chunk, org, &context);
}

// Everything that can be reached from a value by reading: names joined by dots.
void walk(lua_State* lua, int at, const std::string& path, std::set<const void*>& seen, std::set<std::string>& found,
          bool is_index = false) {
    at = lua_absindex(lua, at);
    if (!path.empty() && !is_index) {
        found.insert(path + " " + luaL_typename(lua, at));
    }
    const void* const identity = lua_topointer(lua, at);
    if ((lua_istable(lua, at) || lua_isuserdata(lua, at)) && seen.insert(identity).second) {
        luaL_checkstack(lua, 10, "walk");
        if (lua_istable(lua, at)) {
            lua_pushnil(lua);
            while (lua_next(lua, at) != 0) {
                lua_pushvalue(lua, -2);
                const std::string name = lua_tostring(lua, -1);
                lua_pop(lua, 1);
                walk(lua, -1, path.empty() ? name : path + "." + name, seen, found);
                lua_pop(lua, 1);
            }
        }
        // A read that misses goes on in __index: what stands there can be reached too.
        if (lua_getmetatable(lua, at) != 0) {
            lua_getfield(lua, -1, "__index");
            if (lua_istable(lua, -1)) {
                walk(lua, -1, path, seen, found, true);
            }
            lua_pop(lua, 2);
        }
    }
}

}  // namespace

TEST_CASE("what a script can reach is this list and nothing else") {
    State state(Limits{});
    std::set<std::string> found;
    const auto look = [](lua_State* lua, void* into) {
        std::set<const void*> seen;
        auto& names = *static_cast<std::set<std::string>*>(into);
        State::of(lua).push_function(**Chunk::compile("return 1"));
        lua_getupvalue(lua, -1, 1);
        walk(lua, -1, "", seen, names);
        lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_ctx);
        walk(lua, -1, "ctx", seen, names);
        lua_pushliteral(lua, "");
        lua_getmetatable(lua, -1);
        walk(lua, -1, "text", seen, names);
    };
    REQUIRE_FALSE(state.run(look, &found));
    std::set<std::string> expected{"_VERSION string",        "ctx userdata",
                                   "ctx.http userdata",      "ctx.null userdata",
                                   "math userdata",          "math.huge number",
                                   "math.maxinteger number", "math.mininteger number",
                                   "math.pi number",         "string userdata",
                                   "table userdata",         "text table",
                                   "text.__index table",     "text.__metatable boolean",
                                   "utf8 userdata",          "utf8.charpattern string"};
    const auto functions = [&](const std::string& prefix, const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            expected.insert(prefix + name + " function");
        }
    };
    functions("", {"assert", "error", "ipairs", "pairs", "pcall", "rawequal", "rawlen", "select", "tonumber",
                   "tostring", "type"});
    functions("string.", {"byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse",
                          "sub", "upper"});
    functions("table.", {"concat", "insert", "move", "pack", "remove", "sort", "unpack"});
    functions("utf8.", {"char", "codepoint", "codes", "len", "offset"});
    functions("math.",
              {"abs", "ceil", "floor", "fmod", "max", "min", "modf", "round", "sqrt", "tointeger", "type", "ult"});
    functions("ctx.", {"ask", "effect", "emit", "fail", "id", "leave_by", "list", "log", "now", "random", "read",
                       "seconds", "send", "time", "wait", "wait_for", "wait_for_event"});
    functions("ctx.http.", {"delete", "get", "patch", "post", "put"});
    CHECK(found == expected);
}

TEST_CASE("one org's script finds nothing that another org's script has planted") {
    const std::string plant = R"(
        for i = 1, 500 do
          canary = "canary"
          ctx.vars["canary" .. i] = "canary" .. i
          pcall(function() string.canary = i end)
          pcall(function() math.canary = i end)
          pcall(function() ctx.canary = i end)
          pcall(function() ("").canary = i end)
          pcall(table.insert, string, "canary")
        end
        return "planted")";
    const std::string search = R"(
        local found = {}
        if canary ~= nil then found.global = true end
        if string.canary ~= nil or math.canary ~= nil or ("").canary ~= nil then found.library = true end
        for name in pairs(ctx.vars) do found[name] = true end
        return found)";
    REQUIRE(run(plant, 1));
    CHECK(json::dump(*run(search, 1)) == "{}");  // not even the same org
    CHECK(json::dump(*run(search, 2)) == "{}");
}

TEST_CASE("each org has a state of its own on each thread, and keeps it") {
    const State* first = nullptr;
    const State* second = nullptr;
    const State* elsewhere = nullptr;
    { first = &*PooledState(101); }
    { second = &*PooledState(102); }
    CHECK(first != second);
    CHECK(&*PooledState(101) == first);
    const PooledState held(101);
    CHECK(&*PooledState(101) != first);  // taken: two calls never share one
    std::thread([&] { elsewhere = &*PooledState(101); }).join();
    CHECK(elsewhere != nullptr);
}

TEST_CASE("after a limit the state is thrown away, after an error it is kept") {
    { PooledState(201); }
    const std::size_t before = pooled_states();
    CHECK_FALSE(run("error('oh')", 201));
    CHECK(pooled_states() == before);
    CHECK_FALSE(run("while true do end", 201));
    CHECK(pooled_states() == before - 1);
    CHECK(*run("return 1", 201) == Value(1));
}

TEST_CASE("a thread keeps at most sixty-four states") {
    for (std::uint64_t org = 1000; org < 1200; ++org) {
        const PooledState state(org);
    }
    CHECK(pooled_states() <= 64);
}

TEST_CASE("memory that runs out at any allocation ends in the limit or not at all") {
    // Wherever Lua asks for memory it may be told that there is none; whatever it was doing must unwind cleanly.
    const std::string code = R"(
        local t = {}
        for i = 1, 30 do t["k" .. i] = { i, tostring(i), name = ("x"):rep(i) } end
        pcall(function() error({}) end)
        pcall(function() error(("long "):rep(20)) end)
        table.sort(t)
        local s = ("abc"):gsub("%w", function(c) return c .. c end)
        for word in ("one two three"):gmatch("%a+") do t[#t + 1] = word:upper() end
        local f = function() return t, s end
        for k, v in pairs(t) do s = s .. tostring(k) end
        return { #s, table.concat({ "a", "b" }, ","), string.format("%5.1f %s", 1.5, t) })";
    const ChunkPtr chunk = *Chunk::compile(code, Chunk::Shape::body);
    struct Errand {
        const Chunk& chunk;
        bool ended = false;
    };
    const auto body = [](lua_State* lua, void* argument) {
        auto& errand = *static_cast<Errand*>(argument);
        State::of(lua).push_function(errand.chunk);
        lua_pushnil(lua);
        lua_call(lua, 1, 1);
        errand.ended = true;
    };
    int limits = 0;
    for (int nth = 1; nth < 5000; ++nth) {
        State state(Limits{});
        state.fail_allocation(nth);
        Errand errand{*chunk};
        const std::optional<Error> error = state.run(body, &errand);
        if (!error) {
            REQUIRE(errand.ended);
            CHECK(limits > 100);
            return;
        }
        REQUIRE(error->code == "script.limit");
        REQUIRE(error->message.find("memory") == 0);
        ++limits;
    }
    FAIL("expected the script to come to its end with enough allocations");
}

TEST_CASE("garbage is no memory: a script may use much more than its limit, a little at a time") {
    CHECK(*run("local n = 0 for i = 1, 2000 do local s = ('x'):rep(1000) .. i n = n + #s end return n > 2000000") ==
          Value(true));
    CHECK(*run("local s = ('x'):rep(100000) for i = 1, 300 do local t = s .. i end return 'well'") == Value("well"));
}

TEST_CASE("an honest script of a hundred thousand steps is far from every limit") {
    CHECK(*run(R"(
        local sum, words = 0, {}
        for i = 1, 100000 do sum = sum + i % 7 end
        for i = 1, 2000 do words[i] = "word" .. (i * 7919) % 2000 end
        table.sort(words)
        return words[1] .. sum)") == Value("word0300000"));
}
