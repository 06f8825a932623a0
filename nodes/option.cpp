#include "nodes/option.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"

namespace millrace::nodes {

const Option* match(const std::vector<Option>& options, std::string_view text) {
    const std::string meant = fold(trim(text));
    for (std::size_t i = 0; i < options.size(); ++i) {
        const Option& option = options[i];
        const bool named =
            meant == std::to_string(i + 1) || meant == fold(option.value) || meant == fold(trim(option.label));
        if (named || std::any_of(option.synonyms.begin(), option.synonyms.end(),
                                 [&](const std::string& synonym) { return meant == fold(trim(synonym)); })) {
            return &option;
        }
    }
    return nullptr;
}

std::vector<Error> check_options(const Value& settings) {
    const Value& options = settings["options"];
    std::vector<Error> problems;
    if (!options.is_list() || options.as_list().empty()) {
        problems.push_back({"invalid_setting", "expected at least one option but found none", "/options"});
        return problems;
    }
    std::vector<std::string_view> seen;
    for (std::size_t i = 0; i < options.as_list().size(); ++i) {
        const Value& option = options.as_list()[i];
        const std::string at = json::join_pointer("/options", i);
        const Value& value = option.is_map() ? option["value"] : option;
        if (!value.is_string() || !is_key(value.as_string())) {
            problems.push_back({"invalid_setting",
                                "expected an option's value to be a key such as sales but found " + json::dump(value),
                                at});
            continue;
        }
        if (std::find(seen.begin(), seen.end(), value.as_string()) != seen.end()) {
            problems.push_back({"invalid_setting",
                                "expected each option once but found '" + std::string(value.as_string()) + "' again",
                                at});
        }
        seen.push_back(value.as_string());
        if (!option.is_map()) {
            continue;
        }
        for (const auto& [key, member] : option.as_map()) {
            const bool good = key == "value" || (key == "label" && member.is_string()) ||
                              (key == "synonyms" && member.is_list() &&
                               std::all_of(member.as_list().begin(), member.as_list().end(),
                                           [](const Value& synonym) { return synonym.is_string(); }));
            if (!good) {
                problems.push_back({"invalid_setting",
                                    "expected value, label (text) and synonyms (a list of texts) but found " +
                                        json::dump(key) + ": " + json::dump(member),
                                    json::join_pointer(at, key)});
            }
        }
    }
    return problems;
}

namespace {

// "customer_service" reads as "Customer service".
std::string label_of(std::string_view value) {
    std::string label(value);
    std::replace(label.begin(), label.end(), '_', ' ');
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') {
        label[0] = static_cast<char>(label[0] - 'a' + 'A');
    }
    return label;
}

}  // namespace
}  // namespace millrace::nodes

namespace millrace {

void FieldTraits<nodes::Option>::read(const Value& value, nodes::Option& into) {
    const Value& key = value.is_map() ? value["value"] : value;
    into.value = std::string(key.is_string() ? key.as_string() : "");
    into.label = value["label"].is_string() ? std::string(value["label"].as_string()) : nodes::label_of(into.value);
    into.synonyms.clear();
    if (value["synonyms"].is_list()) {
        for (const Value& synonym : value["synonyms"].as_list()) {
            into.synonyms.emplace_back(synonym.as_string());
        }
    }
}

Value FieldTraits<nodes::Option>::write(const nodes::Option& from) {
    List synonyms;
    for (const std::string& synonym : from.synonyms) {
        synonyms.push(synonym);
    }
    return Map{{"value", from.value}, {"label", from.label}, {"synonyms", std::move(synonyms)}};
}

}  // namespace millrace
