#include "engine/script/behavior.hpp"

#include <optional>

#include "engine/script/ctx/answer.hpp"
#include "engine/script/ctx/call.hpp"
#include "engine/script/node.hpp"
#include "engine/script/sandbox/arguments.hpp"
#include "engine/script/sandbox/convert.hpp"
#include "engine/script/sandbox/pool.hpp"

namespace millrace::script {
namespace {

struct Errand {
    const Chunk& chunk;
    Call& call;
    std::optional<Entrance> entrance;  // of the table that the chunk returns; none: the chunk itself is the function
    const Value* settings;
    const Signal* signal;
    Step step = {};
    bool gives_value = false;
    Result<Value> value = Value();
};

void push_ctx(lua_State* lua) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, slot_ctx);
}

void push_settings(lua_State* lua, const Value& settings) {
    push_value(lua, settings);
    if (!lua_istable(lua, -1)) {
        lua_pop(lua, 1);
        lua_createtable(lua, 0, 0);
    }
}

void serve(lua_State* lua, void* argument) {
    auto& errand = *static_cast<Errand*>(argument);
    if (!errand.entrance) {
        errand.call.state().push_function(errand.chunk);
        push_ctx(lua);
        lua_call(lua, 1, 1);
    } else {
        errand.call.state().push_function(errand.chunk, *errand.entrance);
        int arguments = 2;
        if (errand.call.straight()) {  // run(ctx, settings)
            push_ctx(lua);
            push_settings(lua, *errand.settings);
        } else {
            push_settings(lua, *errand.settings);
            if (errand.signal != nullptr) {  // resume(settings, signal, ctx)
                push_signal(lua, *errand.signal);
                ++arguments;
            }
            push_ctx(lua);
        }
        lua_call(lua, arguments, 1);
    }
    if (errand.gives_value) {
        errand.value = to_value(lua, -1, "result");
    } else {
        errand.step = read_answer(lua, errand.call);
    }
}

Step answer_of(const Chunk& chunk, std::optional<Entrance> entrance, Call::Form form, const Value& settings,
               const Signal* signal, const NodeContext& context, const Expected& expected) {
    const PooledState state(context.org());
    Call call(*state, form, &context, signal);
    Errand errand{chunk, call, entrance, &settings, form == Call::Form::answers ? signal : nullptr};
    const std::optional<Error> error = state->run(serve, &errand);
    return settle(call, std::move(errand.step), error, expected);
}

// --- A type of its own -----------------------------------------------------------------------------------------------

class FileBehavior final : public NodeBehavior {
public:
    FileBehavior(ChunkPtr chunk, std::vector<Output> outputs, Entrances entrances)
        : chunk_(std::move(chunk)), outputs_(std::move(outputs)), entrances_(entrances) {}

    std::shared_ptr<const void> prepare(const Value& settings) const override {
        return std::make_shared<const Value>(settings);
    }
    Step enter(const void* settings, const NodeContext& context) const override {
        return answer(entrances_.run ? Entrance::run : Entrance::enter, settings, nullptr, context);
    }
    Step resume(const void* settings, const Signal& signal, const NodeContext& context) const override {
        if (!entrances_.run && !entrances_.resume) {
            return fail("node.unexpected_signal",
                        "expected no signal but " + signal.name.str() + " came: this node type has no `resume`");
        }
        return answer(entrances_.run ? Entrance::run : Entrance::resume, settings, &signal, context);
    }

private:
    Step answer(Entrance entrance, const void* settings, const Signal* signal, const NodeContext& context) const {
        return answer_of(*chunk_, entrance, entrances_.run ? Call::Form::straight : Call::Form::answers,
                         *static_cast<const Value*>(settings), signal, context, Expected{&outputs_});
    }

    ChunkPtr chunk_;
    std::vector<Output> outputs_;
    Entrances entrances_;
};

// --- script.lua ------------------------------------------------------------------------------------------------------

struct Code {
    ChunkPtr chunk;
    Error error;  // where the chunk did not compile; the check says so before a publish
};

class InlineBehavior final : public NodeBehavior {
public:
    std::shared_ptr<const void> prepare(const Value& settings) const override {
        const Value& source = settings["code"];
        Result<ChunkPtr> chunk =
            Chunk::compile(source.is_string() ? std::string(source.as_string()) : std::string(), Chunk::Shape::body);
        return std::make_shared<const Code>(chunk ? Code{*chunk, {}} : Code{nullptr, chunk.error()});
    }
    Step enter(const void* settings, const NodeContext& context) const override {
        return answer(*static_cast<const Code*>(settings), nullptr, context);
    }
    Step resume(const void* settings, const Signal& signal, const NodeContext& context) const override {
        return answer(*static_cast<const Code*>(settings), &signal, context);
    }

private:
    static Step answer(const Code& code, const Signal* signal, const NodeContext& context) {
        if (code.chunk == nullptr) {
            return fail(code.error.code, code.error.message);
        }
        return answer_of(*code.chunk, std::nullopt, Call::Form::straight, nil_value(), signal, context, Expected{});
    }
};

std::vector<Error> check_code(const Value& settings) {
    const Value& source = settings["code"];
    if (!source.is_string()) {
        return {};  // said already
    }
    const Result<ChunkPtr> chunk = Chunk::compile(std::string(source.as_string()), Chunk::Shape::body);
    if (chunk) {
        return {};
    }
    return {Error{"invalid_script", chunk.error().message, "/code"}};
}

}  // namespace

std::shared_ptr<const NodeBehavior> behavior_of(ChunkPtr chunk, std::vector<Output> outputs, Entrances entrances) {
    return std::make_shared<const FileBehavior>(std::move(chunk), std::move(outputs), entrances);
}

NodeType inline_script() {
    NodeType type;
    type.type = "script.lua";
    type.title = "Script";
    type.category = "script";
    type.icon = "code";
    type.outputs = {error("error", "The script threw an error.")};
    type.outputs_from = OutputsFrom::next;
    FieldSpec code;
    code.key = "code";
    code.kind = FieldKind::code;
    code.label = "Code";
    code.help = "Lua with ctx in scope; returns the name of an output.";
    code.required = true;
    type.settings.fields.push_back(std::move(code));
    type.waits = Waits::maybe;
    type.check_settings = check_code;
    type.behavior = std::make_shared<const InlineBehavior>();
    return type;
}

Result<Value> evaluate(const Chunk& chunk, std::uint64_t org, const NodeContext* context) {
    const PooledState state(org);
    Call call(*state, context == nullptr ? Call::Form::bare : Call::Form::answers, context);
    const Value none;
    Errand errand{chunk, call, std::nullopt, &none, nullptr, {}, true};
    if (const std::optional<Error> error = state->run(serve, &errand)) {
        return *error;
    }
    if (call.failure()) {
        return *call.failure();
    }
    return errand.value;
}

}  // namespace millrace::script
