// SPDX-License-Identifier: Apache-2.0
// The pages' templates: the official GOV.UK ones and ours (web/templates), compiled when the product is built.
//
//   auto const templates = page_template::Templates::load(web / "templates.json");
//   auto const html = templates->render("feeds/list.njk", view);
//
// What a template prints of its context is escaped, always: the filter `safe` marks only what templates wrote
// themselves, and escapes the rest. Markup made elsewhere (a map as SVG) comes in as RenderOptions::markup.
//
// Thread safety: render() from any number of threads; reload() from one while nobody renders.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace concordat::page_template {

struct Tree;

/// What no page comes near; over it a rendering is Fault::too_large.
struct RenderLimits {
  std::uint64_t steps = 5'000'000;         ///< nodes run
  std::uint64_t output_bytes = 16U << 20U; ///< of the page, and of any part of it on the way
  std::uint64_t work_bytes = 128U << 20U;  ///< of all texts and lists made on the way
  std::uint32_t depth = 600;               ///< nodes within nodes, includes and macros counted through
};

struct RenderOptions {
  /// Pieces of markup that our own code made, by name: `{{ markup.map }}` prints one as it is.
  std::map<std::string, std::string, std::less<>> markup = {};
  /// The language of `t('key')`; empty: the context's page.lang, else "en".
  std::string language = {};
  RenderLimits limits = {};
};

class Templates {
 public:
  /// The file that web/build/compile-templates.mjs writes. A damaged one is Fault::malformed.
  [[nodiscard]] static Result<Templates> load(std::filesystem::path const& path);
  /// The bytes of such a file.
  [[nodiscard]] static Result<Templates> from_bytes(std::string_view bytes);

  Templates(Templates&&) noexcept;
  Templates& operator=(Templates&&) noexcept;
  ~Templates();

  /// `name` as under web/templates ("layout.njk"), or "govuk/…" for an official one. `context` is an object.
  /// A Problem names in Where::field the template that ran and in Where::row its line.
  [[nodiscard]] Result<std::string> render(std::string_view name, Json const& context,
                                           RenderOptions const& options = {}) const;

  /// Reads the file again if it changed since; what is loaded stays where the new one is damaged.
  [[nodiscard]] Result<void> reload();

  [[nodiscard]] bool contains(std::string_view name) const;
  /// Whether web/locales has a sentence for `key`.
  [[nodiscard]] bool has_word(std::string_view language, std::string_view key) const;
  /// The compiled form, for the renderer and its tests.
  [[nodiscard]] Tree const& tree() const { return *tree_; }

 private:
  explicit Templates(std::unique_ptr<Tree const> tree);

  std::unique_ptr<Tree const> tree_;
  std::filesystem::path path_;
  std::filesystem::file_time_type written_;
};

}  // namespace concordat::page_template
