// SPDX-License-Identifier: Apache-2.0
// Inside the module: rows of editions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/products/editions.h"
#include "store/connection.h"

namespace concordat::hub::editing {

struct FigureRow {
  std::string table;
  std::string release;  ///< empty: none
  std::string reason;
};

struct TextRow {
  std::string section;
  std::string written_by;
  std::string written_at;
  std::string writing;  ///< under whose key it is sealed
  store::Bytes sealed;
};

struct StoredEdition {
  EditionRow row;
  std::string definition;
};

/// "edition.unknown" for absent and for another agency's.
[[nodiscard]] Result<StoredEdition> find(store::Connection& connection, std::string const& agency, std::string const& id);
[[nodiscard]] Result<std::vector<EditionRow>> all_of(store::Connection& connection, std::string const& agency);
/// The last signed one of the product before that number.
[[nodiscard]] Result<std::optional<EditionRow>> last_signed(store::Connection& connection, std::string const& agency, std::string const& product, int before);
[[nodiscard]] Result<std::vector<FigureRow>> figures_of(store::Connection& connection, std::string const& id);
[[nodiscard]] Result<std::vector<TextRow>> texts_of(store::Connection& connection, std::string const& id);

[[nodiscard]] Result<void> put(store::Connection& connection, std::string const& agency, StoredEdition const& edition);
[[nodiscard]] Result<int> next_number(store::Connection& connection, std::string const& agency, std::string const& product);
[[nodiscard]] Result<void> replace_figures(store::Connection& connection, std::string const& id, std::vector<FigureRow> const& figures);
[[nodiscard]] Result<void> replace_text(store::Connection& connection, std::string const& id, TextRow const& text);
[[nodiscard]] Result<void> drop_text(store::Connection& connection, std::string const& id, std::string const& section);
/// Before any change of a draft: false where it is signed by now, or gone.
[[nodiscard]] Result<bool> grow(store::Connection& connection, std::string const& agency, std::string const& id);
/// False where it is no longer the version of the row, or signed.
[[nodiscard]] Result<bool> put_signature(store::Connection& connection, EditionRow const& row);
/// That the member had a hand in it; once is enough.
[[nodiscard]] Result<void> put_hand(store::Connection& connection, std::string const& id, std::string const& member);
[[nodiscard]] Result<std::vector<std::string>> hands_of(store::Connection& connection, std::string const& id);
[[nodiscard]] Result<void> drop(store::Connection& connection, std::string const& id);

}  // namespace concordat::hub::editing
