// SPDX-License-Identifier: Apache-2.0
// Inside the module: how the parts of a document are read. Every helper remarks on what it does not
// understand and gives a harmless value; the document is refused in the end where any remark is an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreements/document.h"
#include "catalogue/decode.h"

namespace concordat::agreements {

using catalogue::MapReader;
using catalogue::Node;
using catalogue::Remarks;

enum class Need : std::uint8_t { required, optional };

/// Letters a-z, digits, '.', '_' and '-': what looks the same to everybody.
[[nodiscard]] bool is_plain_id(std::string_view text);

Word read_id(MapReader& map, std::string_view key, Remarks remarks);
/// Ids, at least one where the key is there, none twice.
Words read_ids(MapReader& map, std::string_view key, Need need, Remarks remarks);
/// Field ids or a prefix and ".*".
Words read_patterns(MapReader& map, std::string_view key, Need need, Remarks remarks);
/// A sentence for people, without characters that hide or reorder others.
std::string read_sentence(MapReader& map, std::string_view key, Remarks remarks);
/// One word out of a closed list, by code `code`.
Word read_choice(MapReader& map, std::string_view key, std::string_view code,
                 std::vector<std::string> const& words);
std::vector<std::string> read_choices(MapReader& map, std::string_view key,
                                      std::vector<std::string> const& words, Remarks remarks);
Date read_date(MapReader& map, std::string_view key, Remarks remarks);
/// More than nothing.
Period read_period(MapReader& map, std::string_view key, Remarks remarks);
std::vector<std::string> owned(std::vector<std::string_view> const& names);

Rule read_rule(Node const& node, Remarks remarks);
Conditions read_conditions(Node const& node, Remarks remarks);
Prohibition read_prohibition(Node const& node, Remarks remarks);
NeverTogether read_never_together(Node const& node, Remarks remarks);
MustGoTogether read_must_go_together(Node const& node, Remarks remarks);

}  // namespace concordat::agreements
