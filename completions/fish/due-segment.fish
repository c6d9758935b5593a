function __due-segment_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-segment_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-segment_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-segment_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-segment_parse_tokens -S
    set -l unparsed_tokens (__due-segment_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-segment'
        __due-segment_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'create'
            __due-segment_parse_subcommand -r 1 'store=' 'project=' 'now=' 'f/file=+' 'n/dry-run' 'v/verbose' 'version' 'h/help'
        case 'list'
            __due-segment_parse_subcommand 0 'store=' 'project=' 'versions' 'json' 'version' 'h/help'
        case 'show'
            __due-segment_parse_subcommand 1 'store=' 'project=' 'version' 'h/help'
        case 'delete'
            __due-segment_parse_subcommand 1 'store=' 'project=' 'now=' 'n/dry-run' 'version' 'h/help'
        case 'eval'
            __due-segment_parse_subcommand 1 'store=' 'project=' 'f/file=+' 'endpoints=' 'now=' 'exclusive-needs-attribute' 'ids' 'csv' 'jsonl' 'count' 'explain=' 'o/output=' 'summary' 'rejects=' 'max-rejects=' 'strict' 'version' 'h/help'
        case 'query'
            __due-segment_parse_subcommand 1 'store=' 'project=' 'f/file=' 'sql=' 'type=' 'segment=' 'segment-id=' 'attach=+' 'param=+' 'engine=' 'timeout=' 'allow-create' 'clear-empty' 'clear-others=+' 'append' 'rejects=' 'max-rejects=' 'strict' 'now=' 'notify=+' 'summary' 'explain' 'n/dry-run' 'version' 'h/help'
        case 'help'
            __due-segment_parse_subcommand -r 1 'version'
        end
    end
end

function __due-segment_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-segment_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __due-segment_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-segment_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-segment_tokens -p)
    if test -z "$(__due-segment_tokens -t)"
        set -l index (count (__due-segment_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-segment' -f
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'create' -d 'Keep the segments of definition files, a new version where one has changed.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'list' -d 'List the segments: id, version, type and name.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'show' -d 'Write the definition of a segment.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'delete' -d 'Delete a segment, that is, mark all of its versions.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'eval' -d 'Write the members of a segment, in the order of their ids.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'query' -d 'Ask in SQL who is in a segment, or what changes of which endpoint.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_positional "due-segment" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create"' -s 'f' -l 'file' -d 'Read definitions from FILE; \'-\' is standard input.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" v verbose' -l 'verbose' -s 'v' -d 'Also name members that mean nothing here.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment create" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment list" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment list" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment list" versions' -l 'versions' -d 'List every version, not the newest alone.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment list" json' -l 'json' -d 'Write whole definitions, as show does.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment list" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment show" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment show" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment show" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment delete" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment delete" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment delete" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment delete" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment delete" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment delete" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval"' -s 'f' -l 'file' -d 'Look for the segment and its sources in definition FILE first; repeatable.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" endpoints' -l 'endpoints' -d 'Evaluate over the endpoints of FILE (JSON lines), not over the store; \'-\' is standard input.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" at now' -l 'now' -l 'at' -d 'Evaluate as of TIME (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" exclusive-needs-attribute' -l 'exclusive-needs-attribute' -d 'Let EXCLUSIVE fail for endpoints that lack the attribute.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" ids' -l 'ids' -d 'Write ids, one a line; this is the default.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" csv' -l 'csv' -d 'Write CSV as Pinpoint imports it.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" jsonl' -l 'jsonl' -d 'Write endpoint records.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" count' -l 'count' -d 'Write the number of members.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" explain' -l 'explain' -d 'Say why the endpoint of that ID is a member or not; 1 when not.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" o output' -l 'output' -s 'o' -d 'Write to FILE, which is replaced when complete.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment eval" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" store' -l 'store' -d 'Directory of the store (default: $DUE_STORE, else ./due-store).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" project' -l 'project' -d 'Project that is meant (default: $DUE_PROJECT, else \'default\').' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" f file' -s 'f' -l 'file' -d 'Take the request of FILE, as Pinpoint\'s federated segmentation had it; \'-\' is standard input.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" sql' -l 'sql' -d 'Take the question of FILE, in SQL; \'-\' is standard input.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" type' -l 'type' -d 'direct or mutate (default: the request\'s, else direct with a segment).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" segment' -l 'segment' -d 'Make the answer the segment NAME.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" segment-id' -l 'segment-id' -d 'Make the answer a new version of the segment ID.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query"' -l 'attach' -d 'Let the question ask FILE (CSV, JSON lines or SQLite) as NAME; repeatable.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query"' -l 'param' -d 'A parameter of the question; repeatable.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" engine' -l 'engine' -d 'Ask COMMAND, which reads SQL and writes CSV, not the store.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" timeout' -l 'timeout' -d 'Give up after TIME, such as 30s or 5m.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" allow-create' -l 'allow-create' -d 'Make endpoints that the store does not have.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" clear-empty' -l 'clear-empty' -d 'Let an empty cell, or NULL, remove the value that the store has.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query"' -l 'clear-others' -d 'Take COLUMN, such as Attributes.Plan, from endpoints that the answer does not have; repeatable.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" append' -l 'append' -d 'Add to the members that the segment has.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" rejects' -l 'rejects' -d 'Keep rejected records in FILE, to be mended and fed in again.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" max-rejects' -l 'max-rejects' -d 'Stop when more than N records are rejected.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" strict' -l 'strict' -d 'Stop at the first record that is rejected.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query"' -l 'notify' -d 'Tell of start, success and failure: file:PATH, exec:COMMAND, mail:ADDRESS or https://URL; repeatable.' -rfka ''
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" explain' -l 'explain' -d 'Write the columns of the answer and how it is found, and do nothing.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" version' -l 'version' -d 'Show the version.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment query" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-segment' -n '__due-segment_should_offer_completions_for_flags_or_options "due-segment help" version' -l 'version' -d 'Show the version.'
