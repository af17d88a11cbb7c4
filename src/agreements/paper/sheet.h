// SPDX-License-Identifier: Apache-2.0
// A sheet of paper as blocks, and its two renderings: one HTML page with its own style for screen and printer, and text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace concordat::agreements::paper {

struct Block {
  enum class Kind : unsigned char { heading, paragraph, note, list, facts, table, signatures };
  Kind kind = Kind::paragraph;
  int level = 2;                               ///< of a heading
  std::string text = {};                       ///< heading, paragraph, note; of a table its caption
  std::vector<std::string> lines = {};         ///< list; of a table its column headings; of signatures who signs
  std::vector<std::vector<std::string>> rows;  ///< facts (two cells) and table; the first cell heads its row
};

struct Sheet {
  std::string title;
  std::vector<Block> blocks;

  void heading(int level, std::string text);
  void paragraph(std::string text);
  /// Set apart by a rule: what nobody should overlook.
  void note(std::string text);
  void list(std::vector<std::string> lines);
  void facts(std::vector<std::vector<std::string>> rows);
  void table(std::string caption, std::vector<std::string> headings, std::vector<std::vector<std::string>> rows);
  /// A box to sign in for each.
  void signatures(std::vector<std::string> signers);
};

/// A whole document, with <html>.
[[nodiscard]] std::string as_html(Sheet const& sheet);
/// No line longer than 78 characters, apart from words that are.
[[nodiscard]] std::string as_text(Sheet const& sheet);

}  // namespace concordat::agreements::paper
