// SPDX-License-Identifier: Apache-2.0
// Whether a file is one that a public edition is written as.
#include <array>

#include "hub/publishing/public_files.h"
#include "hub/publishing/publication_rows.h"

namespace concordat::hub {

namespace {
constexpr std::array<std::string_view, 4> made_forms{"html", "csv", "ods", "xlsx"};
}

Result<FileProof> prove_public_copy(Hub& hub, std::string_view content) {
  auto const stored = publishing::all_of(hub.database());
  if (!stored) return fail(stored);
  for (auto const& one : *stored) {
    if (one.publication.state != PublicationState::published || !one.content) continue;
    auto const json = Json::parse(*one.content);
    if (!json) continue;
    for (auto const form : made_forms) {
      auto const file = publishing::file_of(one.publication, *json, *one.content, form);
      if (!file) return fail(file);
      if (file->content != content) continue;
      // it is made of the content, and that is what the ledger has to hold
      auto proof = prove_file(hub, *one.content);
      if (!proof) return fail(proof);
      proof->form = form;
      return proof;
    }
  }
  return fail(Fault::not_found, "release.file-unknown", "No release and no public edition of this hub holds these bytes.",
              "The file was changed after its release, or saved anew by another program, or comes from elsewhere: ask for the release or the public edition again.");
}

}  // namespace concordat::hub
