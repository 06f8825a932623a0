// The ways in, for those who administer them.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/channels/channel_service.hpp"

namespace millrace::api {
namespace {

struct ChannelInput {
    std::optional<std::string> title;
    std::optional<std::string> entry_flow;
    std::optional<std::vector<std::string>> allowed_origins;
};
void describe(Fields<ChannelInput>& fields) {
    fields.add("title", &ChannelInput::title);
    fields.add("entry_flow", &ChannelInput::entry_flow)
        .help("Key of the flow that owns new conversations; empty: they go to the fallback queue.");
    fields.add("allowed_origins", &ChannelInput::allowed_origins)
        .help("Whose pages may show the chat, such as https://shop.example; an empty list: every page.");
}
struct NewChannelInput {
    std::string key;
    std::string title;
    std::string entry_flow;
    std::vector<std::string> allowed_origins;
};
void describe(Fields<NewChannelInput>& fields) {
    fields.add("key", &NewChannelInput::key).required().help("Public, and of one channel over the installation.");
    fields.add("title", &NewChannelInput::title).required();
    fields.add("entry_flow", &NewChannelInput::entry_flow);
    fields.add("allowed_origins", &NewChannelInput::allowed_origins);
}

http::Answer list_channels(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show_channels(reader->org(call.org())));
}

http::Answer create_channel(const Call& call) {
    const Result<NewChannelInput> input = input_of<NewChannelInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 201, [input = *input](const desk::Work& work, const desk::Viewer&) {
        return desk::create_channel(work, input.key, {input.title, input.entry_flow, input.allowed_origins});
    });
}

http::Answer change_channel(const Call& call) {
    const Result<ChannelInput> input = input_of<ChannelInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200, [input = *input, key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) {
            return desk::change_channel(work, key, {input.title, input.entry_flow, input.allowed_origins});
        });
}

}  // namespace

void add_channels(std::vector<Operation>& all) {
    all.push_back(getting("/api/channels", "channel.read", "The ways in.", list_channels));
    all.push_back(once_only(
        posting<NewChannelInput>("/api/channels", "channel.write", "Makes a web chat.", create_channel, 201)));
    all.push_back(with_method(
        http::Method::patch,
        posting<ChannelInput>("/api/channels/{key}", "channel.write",
                              "Its title, the flow that owns it, and whose pages may show it.", change_channel)));
}

}  // namespace millrace::api
