"""Names of files and folders: `naming.build_file_name(config, facts)`."""

from cinearr.core.naming.builder import build_file_name, build_folder_name, expand_file, expand_folder
from cinearr.core.naming.characters import clean_file_name
from cinearr.core.naming.model import ColonReplacement, FileFacts, NamingConfig, NamingFacts
from cinearr.core.naming.sample import sample_names

__all__ = [
    "ColonReplacement",
    "FileFacts",
    "NamingConfig",
    "NamingFacts",
    "build_file_name",
    "build_folder_name",
    "clean_file_name",
    "expand_file",
    "expand_folder",
    "sample_names",
]
