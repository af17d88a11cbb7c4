// SPDX-License-Identifier: Apache-2.0
// An empty workbook for one feed: the headings that its profile knows, drop-downs from its words and code lists, and a
// sheet that says what each column means.
#pragma once

#include <string>

#include "hub/hub.h"

namespace concordat::hub {

struct TemplateFile {
  std::string name;
  std::string bytes;
};

/// Nothing that the hub would drop is asked for. The look is a leaf ("access"). "profile.unknown"; those of
/// sheet_out/book.h.
[[nodiscard]] Result<TemplateFile> template_file(Hub& hub, Feed const& feed, std::string const& agency, std::string const& member);

}  // namespace concordat::hub
