// SPDX-License-Identifier: Apache-2.0
#include "template/templates.h"

#include "base/file.h"
#include "template/machine.h"
#include "template/tree.h"

namespace concordat::page_template {
namespace {

constexpr std::uint64_t largest_tree = 32U << 20U;

}  // namespace

Templates::Templates(std::unique_ptr<Tree const> tree) : tree_{std::move(tree)} {}
Templates::Templates(Templates&&) noexcept = default;
Templates& Templates::operator=(Templates&&) noexcept = default;
Templates::~Templates() = default;

Result<Templates> Templates::from_bytes(std::string_view bytes) {
  auto tree = read_tree(bytes);
  if (!tree) return fail(tree);
  return Templates{std::make_unique<Tree const>(std::move(*tree))};
}

Result<Templates> Templates::load(std::filesystem::path const& path) {
  std::error_code ignored;
  // Asked before the bytes are read: a change in between is then seen by the next reload.
  auto const written = std::filesystem::last_write_time(path, ignored);
  auto const bytes = read_file(path, largest_tree);
  if (!bytes) return fail(bytes);
  auto templates = from_bytes(*bytes);
  if (!templates) return templates;
  templates->path_ = path;
  templates->written_ = written;
  return templates;
}

Result<void> Templates::reload() {
  std::error_code error;
  auto const written = std::filesystem::last_write_time(path_, error);
  if (error || written == written_) return {};
  auto fresh = load(path_);
  if (!fresh) return fail(fresh);
  *this = std::move(*fresh);
  return {};
}

Result<std::string> Templates::render(std::string_view name, Json const& context, RenderOptions const& options) const {
  auto const found = tree_->by_name.find(name);
  if (found == tree_->by_name.end()) {
    return fail(Fault::not_found, "template.name", "There is no template of this name.",
                "Name a file under web/templates, and build the web part.");
  }
  if (!context.is_object()) {
    return fail(Fault::internal, "template.context", "What a template shows must be an object.",
                "Give the page's view model.");
  }
  return Machine{*tree_, of(context, false), options}.run(found->second);
}

bool Templates::contains(std::string_view name) const { return tree_->by_name.contains(name); }

bool Templates::has_word(std::string_view language, std::string_view key) const {
  auto const words = tree_->words.find(language);
  return words != tree_->words.end() && words->second.contains(key);
}

}  // namespace concordat::page_template
