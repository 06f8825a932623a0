#include "engine/script/sandbox/resting.hpp"

#include "engine/script/faults.hpp"

namespace millrace::script {
namespace {

constexpr int functions_max = 64;  // a file with more helpers than that runs anew
constexpr int environment_index = 1;

// The record is a table: the function at 1, then three places for each local that a call can assign: a function that
// shares it, the local's number in that function, and its value (nil too, so that the number of locals stands at 0).
constexpr int first_local = 2;

class Record {
public:
    Record(lua_State* lua, int file) : lua_(lua), environment_(lua_upvalueid(lua, file, environment_index)) {
        lua_createtable(lua_, 1, 1);
        record_ = lua_gettop(lua_);
        lua_createtable(lua_, 0, 1);
        seen_ = lua_gettop(lua_);
    }

    // False if something is reachable from the function that outlives a call.
    bool read(int function) {
        if (++functions_ > functions_max) {
            return false;
        }
        luaL_checkstack(lua_, 10, nullptr);
        lua_pushvalue(lua_, function);
        lua_pushboolean(lua_, 1);
        lua_rawset(lua_, seen_);
        for (int local = 1; lua_getupvalue(lua_, function, local) != nullptr; ++local) {
            if (lua_upvalueid(lua_, function, local) == environment_) {
                lua_pop(lua_, 1);
                continue;
            }
            if (!keeps_nothing()) {
                return false;
            }
            remember(function, local);
        }
        return true;
    }

    // Leaves the record alone on the stack above where it began.
    void finish(int function) {
        lua_pushvalue(lua_, function);
        lua_rawseti(lua_, record_, 1);
        lua_pushinteger(lua_, locals_);
        lua_rawseti(lua_, record_, 0);
        lua_settop(lua_, record_);
    }

private:
    // The value on the top of the stack.
    bool keeps_nothing() {
        switch (lua_type(lua_, -1)) {
            case LUA_TNIL:
            case LUA_TBOOLEAN:
            case LUA_TNUMBER:
            case LUA_TSTRING:
                return true;
            case LUA_TFUNCTION:
                break;
            default:
                return false;
        }
        if (lua_iscfunction(lua_, -1)) {  // of the library; one with locals of its own is an iterator
            const bool plain = lua_getupvalue(lua_, -1, 1) == nullptr;
            if (!plain) {
                lua_pop(lua_, 1);
            }
            return plain;
        }
        lua_pushvalue(lua_, -1);
        const bool known = lua_rawget(lua_, seen_) != LUA_TNIL;
        lua_pop(lua_, 1);
        return known || read(lua_gettop(lua_));
    }

    // Takes the value from the top of the stack.
    void remember(int function, int local) {
        const lua_Integer at = first_local + 3 * locals_++;
        lua_rawseti(lua_, record_, at + 2);
        lua_pushinteger(lua_, local);
        lua_rawseti(lua_, record_, at + 1);
        lua_pushvalue(lua_, function);
        lua_rawseti(lua_, record_, at);
    }

    lua_State* lua_;
    void* environment_;
    int record_ = 0;
    int seen_ = 0;
    int functions_ = 0;
    lua_Integer locals_ = 0;
};

bool has_globals(lua_State* lua, int file) {
    lua_getupvalue(lua, file, environment_index);
    lua_pushnil(lua);
    const bool some = lua_next(lua, -2) != 0;
    lua_pop(lua, some ? 3 : 1);
    return some;
}

}  // namespace

void lay_to_rest(lua_State* lua, int file) {
    const int function = lua_gettop(lua);
    if (has_globals(lua, file) || lua_iscfunction(lua, function)) {
        lua_pushboolean(lua, 0);
    } else {
        Record record(lua, file);
        if (record.read(function)) {
            record.finish(function);
        } else {
            lua_settop(lua, function);
            lua_pushboolean(lua, 0);
        }
    }
    lua_replace(lua, function);
}

void wake(lua_State* lua) {
    const int record = lua_gettop(lua);
    lua_rawgeti(lua, record, 0);
    const lua_Integer locals = left_out("resting") ? 0 : lua_tointeger(lua, -1);
    lua_pop(lua, 1);
    for (lua_Integer i = 0; i < locals; ++i) {
        const lua_Integer at = first_local + 3 * i;
        lua_rawgeti(lua, record, at);
        lua_rawgeti(lua, record, at + 1);
        const int local = static_cast<int>(lua_tointeger(lua, -1));
        lua_pop(lua, 1);
        lua_rawgeti(lua, record, at + 2);
        lua_setupvalue(lua, -2, local);
        lua_pop(lua, 1);
    }
    lua_rawgeti(lua, record, 1);
    lua_replace(lua, record);
}

}  // namespace millrace::script
