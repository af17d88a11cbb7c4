// SPDX-License-Identifier: Apache-2.0
// A file out of a form, set down in a temporary file that has no name.
#pragma once

#include <string>

#include "hub/supply/uploads.h"
#include "intake/read/file_descriptor.h"
#include "pages/site.h"

namespace concordat::pages {

struct UploadedFile {
  intake::FileDescriptor file;
  std::string file_name;
  std::string profile;  ///< what the form chose, or empty
  std::string sheet;    ///< of a workbook, as the form says, or empty
  bool at_once = false; ///< "send" is "yes": taken in without being looked at first
  std::string fault;    ///< what the person has to mend; then there is no file
};

/// Reads the form part by part: its token (which must come first), a profile, one file. Memory does not grow with the
/// file. "request.cross-site" where the token is not this session's.
[[nodiscard]] Result<UploadedFile> read_upload(Visit& visit);

/// The upload in the address, of the person who asks; "upload.unknown" for another's and for none.
[[nodiscard]] Result<hub::UploadView> upload_of(Visit& visit);

void add_mapping_pages(Site& site);

}  // namespace concordat::pages
