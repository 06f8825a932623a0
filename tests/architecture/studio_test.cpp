// The studio's house rules: what a folder of it may import, and where its words stand.

#include <algorithm>
#include <regex>
#include <set>

#include <catch2/catch.hpp>

#include "tests/architecture/sources.hpp"

namespace millrace::architecture {
namespace {

const std::string studio = "studio/src";

struct StudioLibrary {
    std::string name;  // how its modules begin
    std::vector<std::string> folders;
};

const std::vector<StudioLibrary> studio_walls = {
    {"@xyflow/", {"studio/src/canvas"}},
    {"@codemirror/", {"studio/src/editors"}},
    {"elkjs", {"studio/src/model"}},
};

// The model is played without a browser: undo, diff and merge are proved by thousands of cases in seconds.
const std::string model = "studio/src/model";
const std::vector<std::string> not_in_the_model = {"react", "@mantine/", "@tanstack/", "@tabler/", "wouter"};
const std::vector<std::string> modules_of_the_model = {"@/model", "@/words"};

bool is_of_the_studio(const Source& source) {
    const std::string ending = std::filesystem::path(source.path).extension().string();
    return is_within(source.path, studio) && (ending == ".ts" || ending == ".tsx");
}

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

// import … from 'x', export … from 'x', import 'x', import('x')
template <class Rule>
Breaches for_each_import(const Source& source, Rule&& rule) {
    static const std::regex import(R"((?:\bfrom|\bimport|\bimport\()\s*'([^']+)')");
    Breaches breaches;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        const std::string& line = source.lines[i];
        if (line.find("from") == std::string::npos && line.find("import") == std::string::npos) {
            continue;
        }
        for (std::sregex_iterator each(line.begin(), line.end(), import), end; each != end; ++each) {
            const std::string broken = rule((*each)[1].str());
            if (!broken.empty()) {
                breaches.push_back({source.path, i + 1, broken});
            }
        }
    }
    return breaches;
}

Breaches through_a_studio_wall(const Source& source) {
    return for_each_import(source, [&](const std::string& module) -> std::string {
        for (const StudioLibrary& library : studio_walls) {
            if (begins(module, library.name) && !is_within_any(source.path, library.folders)) {
                return module + " stays behind " + library.folders.front();
            }
        }
        return "";
    });
}

Breaches model_with_a_face(const Source& source) {
    if (!is_within(source.path, model)) {
        return {};
    }
    return for_each_import(source, [&](const std::string& module) -> std::string {
        const bool has_a_face = std::any_of(not_in_the_model.begin(), not_in_the_model.end(),
                                            [&](const std::string& name) { return begins(module, name); });
        const bool is_a_room =
            begins(module, "@/") && std::none_of(modules_of_the_model.begin(), modules_of_the_model.end(),
                                                 [&](const std::string& name) { return begins(module, name); });
        return has_a_face || is_a_room ? "the model knows nothing of the screen, but imports " + module : "";
    });
}

// Named exports only: who looks for a name finds where it is from.
Breaches default_exports(const Source& source) {
    Breaches breaches;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        if (begins(source.lines[i], "export default")) {
            breaches.push_back({source.path, i + 1, "expected a named export"});
        }
    }
    return breaches;
}

Breaches in_the_studio(Breaches (*rule)(const Source&)) {
    Breaches all;
    for (const Source& source : all_sources()) {
        const Breaches more = is_of_the_studio(source) ? rule(source) : Breaches{};
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace

TEST_CASE("the studio's libraries stay behind their folders, and its model knows nothing of the screen") {
    CHECK(listed(in_the_studio(through_a_studio_wall)) == "");
    CHECK(listed(in_the_studio(model_with_a_face)) == "");
    CHECK(listed(in_the_studio(default_exports)) == "");
}

TEST_CASE("every folder of the studio is named in its README") {
    std::set<std::string> folders;
    std::string readme;
    for (const Source& source : all_sources()) {
        if (is_of_the_studio(source) && source.path.find('/', studio.size() + 1) != std::string::npos) {
            const std::size_t begin = studio.size() + 1;
            folders.insert(source.path.substr(begin, source.path.find('/', begin) - begin));
        }
        if (source.path == "studio/README.md") {
            for (const std::string& line : source.lines) {
                readme += line + "\n";
            }
        }
    }
    CHECK(folders.count("model") == 1);
    for (const std::string& folder : folders) {
        INFO(folder);
        CHECK(readme.find("`" + folder + "/`") != std::string::npos);
    }
}

TEST_CASE("an import of the studio against the rules is found and named") {
    CHECK(listed(through_a_studio_wall(make_source("studio/src/runs/a.tsx",
                                                   "import { useState } from 'react';\n"
                                                   "import { ReactFlow } from '@xyflow/react';\n"))) ==
          "studio/src/runs/a.tsx:2: @xyflow/react stays behind studio/src/canvas\n");
    CHECK(through_a_studio_wall(make_source("studio/src/a.ts", "await import('@codemirror/view');\n")).size() == 1);
    CHECK(through_a_studio_wall(make_source("studio/src/canvas/a.ts", "import '@xyflow/react/dist/style.css';\n"))
              .empty());
    CHECK(model_with_a_face(make_source("studio/src/model/a.ts", "import { useMemo } from 'react';\n")).size() == 1);
    CHECK(model_with_a_face(make_source("studio/src/model/a.ts", "import { live } from '@/api/live';\n")).size() == 1);
    CHECK(model_with_a_face(make_source("studio/src/model/a.ts", "import { x } from './document';\n")).empty());
    CHECK(default_exports(make_source("studio/src/runs/a.tsx", "export default function A() {\n")).size() == 1);
}

}  // namespace millrace::architecture
