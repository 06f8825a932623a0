#include "engine/expression/paths.hpp"

#include <algorithm>

namespace millrace::expression {
namespace {

void add_once(std::vector<Reference>& all, Reference path) {
    if (std::find(all.begin(), all.end(), path) == all.end()) {
        all.push_back(std::move(path));
    }
}

}  // namespace

std::optional<Reference> path_of(const Tree& tree, std::uint32_t index) {
    std::vector<std::uint32_t> keys;
    while (tree.nodes[index].op == Op::index) {
        const std::uint32_t key = tree.nodes[index].b;
        if (!tree.is_constant(key) || !tree.constant(key).is_string()) {
            return std::nullopt;
        }
        keys.push_back(key);
        index = tree.nodes[index].a;
    }
    if (tree.nodes[index].op != Op::reference) {
        return std::nullopt;
    }
    Reference path = tree.references[tree.nodes[index].a];
    path.is_variable = path.is_variable && keys.empty();
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        path.path.emplace_back(tree.constant(*key).as_string());
        path.name += "." + path.path.back();
    }
    return path;
}

std::vector<Reference> paths(const Expression& expression) {
    const Tree& tree = expression.tree();
    // Parents stand behind their children: from the end, a chain is met before its own beginnings.
    std::vector<bool> inside(tree.nodes.size());
    std::vector<Reference> all;
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        const std::uint32_t index = tree.root() - i;
        auto path = inside[index] ? std::nullopt : path_of(tree, index);
        if ((inside[index] || path) && tree.nodes[index].op == Op::index) {
            inside[tree.nodes[index].a] = true;
        }
        if (path) {
            add_once(all, std::move(*path));
        }
    }
    std::reverse(all.begin(), all.end());
    return all;
}

std::vector<Reference> paths(const Template& text) {
    std::vector<Reference> all;
    for (const Template::Part& part : text.parts()) {
        for (Reference& path : paths(part.expression)) {
            add_once(all, std::move(path));
        }
    }
    return all;
}

}  // namespace millrace::expression
