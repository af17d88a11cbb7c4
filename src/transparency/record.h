// SPDX-License-Identifier: Apache-2.0
// The record of an analytic as others read it: a page to print, JSON by the keys of the ATRS, and plain text.
#pragma once

#include <span>
#include <string>

#include "base/json.h"
#include "transparency/note.h"

namespace concordat::transparency {

/// Who answers for it. A post, never a person's name. Empty: not published yet, and the record says so.
struct Publisher {
  std::string organisation = {};
  std::string owner = {};    ///< the senior responsible owner, by role
  std::string contact = {};  ///< where anybody may ask
  std::string program = {};  ///< "concordat 0.2.0"
};

[[nodiscard]] Json json_of(Note const& note, Publisher const& publisher);
/// One whole page that loads nothing from elsewhere; every text is escaped.
[[nodiscard]] std::string html_of(Note const& note, Publisher const& publisher);
/// The page that leads to the others, NAME.html and NAME.json of each note.
[[nodiscard]] std::string index_of(std::span<Note const> notes, Publisher const& publisher);
[[nodiscard]] std::string text_of(Note const& note, Publisher const& publisher);

}  // namespace concordat::transparency
