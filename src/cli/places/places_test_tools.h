// SPDX-License-Identifier: Apache-2.0
// For the tests of the verbs on plain files: a folder of their own, and a verb as it is run.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/file.h"
#include "cli/files/table.h"
#include "cli/places/places_verbs.h"
#include "support/temporary_folder.h"

namespace concordat::cli {

class PlacesFiles : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path(std::string const& name) const { return (folder_ / name).string(); }
  std::string put(std::string const& name, std::string const& text) const {
    EXPECT_TRUE(write_file(path(name), text));
    return path(name);
  }
  [[nodiscard]] Tried<PlacesAnswer> run(std::string_view name, PlacesArguments arguments) const {
    auto const verbs = places_verbs();
    auto const verb = std::ranges::find(verbs, name, &PlacesVerb::name);
    EXPECT_NE(verb, verbs.end()) << name;
    if (arguments.out.empty()) arguments.out = path("out.csv");
    return verb->run(arguments);
  }
  [[nodiscard]] std::string code(std::string_view name, PlacesArguments arguments) const {
    auto const answer = run(name, std::move(arguments));
    return answer ? "fine" : std::string{answer.error().problem.code.view()};
  }
  [[nodiscard]] Table written() const { return Table::read(path("out.csv")).value(); }

 private:
  test_support::TemporaryFolder folder_;
};

}  // namespace concordat::cli
