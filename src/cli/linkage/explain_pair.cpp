// SPDX-License-Identifier: Apache-2.0
#include "cli/linkage/explain_pair.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/file.h"
#include "base/visible.h"
#include "linkage/explain.h"
#include "linkage/hangs_on.h"

namespace concordat::cli {
namespace {

/// Records [from, until) are of the file that the id belongs to.
tl::expected<linkage::Record, Finding> record_of(std::string const& id, std::string const& file, TextList const& ids, std::size_t from, std::size_t until) {
  for (auto at = from; at < until; ++at) {
    if (ids[at] == id) return static_cast<linkage::Record>(at);
  }
  return tl::unexpected<Finding>{{.code = "linkage.id-unknown", .file = file, .message = fmt::format("no record has the id '{}'", id), .remedy = "Look the id up in the file; --id names the column it stands in, the first where none is named."}};
}

/// Of two records of one group that would not be joined by themselves.
std::optional<linkage::Edge> held_by(linkage::Linker const& linker, linkage::Explanation const& why, std::vector<linkage::Edge> const& edges, linkage::RecordGroups const& groups,
                                     linkage::Record left, linkage::Record right) {
  if (groups.of[left] != groups.of[right] || why.weight >= linkage::weight_of(linker.model().join)) return std::nullopt;
  std::vector<linkage::Edge> inside;
  for (auto const& edge : edges) {
    if (groups.of[edge.left] == groups.of[left] && groups.of[edge.right] == groups.of[left]) inside.push_back(edge);
  }
  auto const weakest = linkage::hangs_on(linker.table().records, std::move(inside), left, right);
  bool const themselves = weakest && std::minmax(weakest->left, weakest->right) == std::minmax(left, right);
  return themselves ? std::nullopt : weakest;
}

}  // namespace

Exit explain_pair(Arguments const& arguments, linkage::Linker const& linker, TextList const& ids, std::vector<linkage::Edge> const& edges,
                  linkage::RecordGroups const& groups) {
  auto const& asked = arguments.linkage;
  auto const first_file = linker.table().first_file;
  bool const two = linker.table().links_two();
  auto const left = record_of(asked.explain[0], arguments.files.front(), ids, 0, first_file);
  auto const right = record_of(asked.explain[1], arguments.files.back(), ids, two ? first_file : 0, linker.table().records);
  Findings findings;
  for (auto const* one : {&left, &right}) {
    if (!*one) findings.push_back(one->error());
  }
  if (findings.empty() && *left == *right) {
    findings.push_back({.code = "linkage.one-record", .file = arguments.files.front(), .message = "a record is not compared with itself", .remedy = "Name two different ids with --explain."});
  }
  if (!findings.empty()) return complain(arguments, findings);
  auto const why = linker.explain(std::min(*left, *right), std::max(*left, *right));
  std::optional<linkage::Settling> settling;
  if (linker.model().collective) settling = linkage::settling_of(linker, edges, groups, *left, *right);
  auto const weakest = held_by(linker, why, edges, groups, *left, *right);
  auto const* const known = settling ? &*settling : nullptr;
  if (!asked.picture.empty()) {
    if (auto const written = write_file(asked.picture, linkage::explanation_svg(linker.model(), why, known)); !written) return complain(arguments, written.error(), asked.picture);
  }
  if (arguments.json) {
    auto json = linkage::explanation_json(linker.model(), why, known).set("left", asked.explain[0]).set("right", asked.explain[1]);
    if (weakest) json.set("hangs_on", Json{}.set("left", std::string{ids[weakest->left]}).set("right", std::string{ids[weakest->right]}).set("weight", linkage::as_double(weakest->weight)));
    print_json(json);
  } else {
    auto text = fmt::format("{} and {}\n", visible(asked.explain[0]), visible(asked.explain[1])) + linkage::explanation_text(linker.model(), why, known);
    if (weakest) {
      text += fmt::format("They are of one group by way of other records alone. It hangs on {} and {} ({:+.2f} bits): the weakest link on the strongest way between them.\n",
                          visible(ids[weakest->left]), visible(ids[weakest->right]), linkage::as_double(weakest->weight));
    }
    print(text);
  }
  return Exit::ok;
}

}  // namespace concordat::cli
