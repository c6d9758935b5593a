function __due-publish_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-publish_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __due-publish_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __due-publish_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __due-publish_parse_tokens -S
    set -l unparsed_tokens (__due-publish_tokens -pc)
    switch $unparsed_tokens[1]
    case 'due-publish'
        __due-publish_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'put'
            __due-publish_parse_subcommand -r 1 'site=' 'now=' 'summary' 'n/dry-run' 'base-url=' 'as=' 'immutable' 'delete' 'force' 'unpack' 'max-unpacked=' 'version' 'h/help'
        case 'list'
            __due-publish_parse_subcommand 0 'site=' 'base-url=' 'generations' 'version' 'h/help'
        case 'versions'
            __due-publish_parse_subcommand 1 'site=' 'version' 'h/help'
        case 'rollback'
            __due-publish_parse_subcommand -r 1 'site=' 'now=' 'summary' 'n/dry-run' 'to=' 'generation=' 'at=' 'version' 'h/help'
        case 'remove'
            __due-publish_parse_subcommand -r 1 'site=' 'now=' 'summary' 'n/dry-run' 'version' 'h/help'
        case 'gc'
            __due-publish_parse_subcommand 0 'site=' 'now=' 'summary' 'keep=' 'older-than=' 'n/dry-run' 'version' 'h/help'
        case 'rewrite'
            __due-publish_parse_subcommand 1 'site=' 'base-url=' 'as=' 'summary' 'o/output=' 'version' 'h/help'
        case 'check'
            __due-publish_parse_subcommand -r 1 'site=' 'base-url=' 'as=' 'summary' 'version' 'h/help'
        case 'serve'
            __due-publish_parse_subcommand 0 'site=' 'listen=' 'max-age=' 'log=' 'version' 'h/help'
        case 'config'
            __due-publish_parse_subcommand 0 'site=' 'for=' 'host=' 'max-age=' 'version' 'h/help'
        case 'help'
            __due-publish_parse_subcommand -r 1 'version'
        end
    end
end

function __due-publish_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __due-publish_parse_subcommand -S -a positional_count
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

function __due-publish_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __due-publish_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__due-publish_tokens -p)
    if test -z "$(__due-publish_tokens -t)"
        set -l index (count (__due-publish_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'due-publish' -f
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'put' -d 'Publish files and directories, and write the address of each file.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'list' -d 'List the files: path, address, hash and size.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'versions' -d 'List the versions of a file: number, time, hash, size, and whether it is there.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'rollback' -d 'Go back to earlier versions of files, or of the site.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'remove' -d 'Remove files, and directories with all that is in them.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'gc' -d 'Remove old generations, and contents that no other has.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'rewrite' -d 'Write a mail with the addresses of the files that it refers to.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'check' -d 'Say which files that mails refer to are missing or changed.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'serve' -d 'Serve the site over HTTP, for previews, until a signal ends it.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'config' -d 'Write the configuration of a web server for the site.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_positional "due-publish" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" base-url' -l 'base-url' -d 'Write addresses below URL, such as https://img.example.com (default: $DUE_SITE_URL).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" as' -l 'as' -d 'Publish the one file, or what the one directory has, as PATH.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" immutable' -l 'immutable' -d 'Put a part of each file\'s hash into its name, to be kept for ever.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" delete' -l 'delete' -d 'Remove what the site has, below --as or all of it, and the files have not.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" force' -l 'force' -d 'Publish names that look secret, too.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" unpack' -l 'unpack' -d 'Publish what archives have in them, tar or zip; \'-\' is one on standard input.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" max-unpacked' -l 'max-unpacked' -d 'Take at most N bytes out of an archive (default: 1 GiB).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish put" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish list" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish list" base-url' -l 'base-url' -d 'Write addresses below URL, such as https://img.example.com (default: $DUE_SITE_URL).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish list" generations' -l 'generations' -d 'List the generations instead: number, time and how many files.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish list" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish versions" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish versions" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish versions" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" to' -l 'to' -d 'Go back to version N of the path.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" generation' -l 'generation' -d 'Take the whole site back to generation N.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" at' -l 'at' -d 'Take the whole site back to what it was at TIME.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rollback" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish remove" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish remove" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish remove" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish remove" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish remove" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish remove" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" now' -l 'now' -d 'Take TIME (ISO 8601) for now (default: $SOURCE_DATE_EPOCH, else the clock).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" keep' -l 'keep' -d 'Keep the newest N generations in any case.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" older-than' -l 'older-than' -d 'Remove those that were made before AGE: 2y, 6mo, 90d.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" dry-run n' -s 'n' -l 'dry-run' -d 'Report the same, and change nothing.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish gc" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" base-url' -l 'base-url' -d 'Write addresses below URL, such as https://img.example.com (default: $DUE_SITE_URL).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" as' -l 'as' -d 'The files beside a mail were put as PATH (default: the top of the site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" o output' -l 'output' -s 'o' -d 'Write to FILE when complete.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish rewrite" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish check" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish check" base-url' -l 'base-url' -d 'Write addresses below URL, such as https://img.example.com (default: $DUE_SITE_URL).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish check" as' -l 'as' -d 'The files beside a mail were put as PATH (default: the top of the site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish check" summary' -l 'summary' -d 'Print one JSON line of counts on standard error.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish check" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish serve" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish serve" listen' -l 'listen' -d 'Listen at ADDRESS:PORT, a numeric address (default: 127.0.0.1:8080).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish serve" max-age' -l 'max-age' -d 'Let answers be kept for N seconds.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish serve" log' -l 'log' -d 'Note each request in FILE, in the combined format.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish serve" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish serve" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish config" site' -l 'site' -d 'Directory of the site (default: $DUE_SITE, else ./due-site).' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish config" for' -l 'for' -d 'nginx or caddy.' -rfka 'nginx caddy'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish config" host' -l 'host' -d 'Name that the site is served under.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish config" max-age' -l 'max-age' -d 'Let answers be kept for N seconds.' -rfka ''
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish config" version' -l 'version' -d 'Show the version.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish config" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'due-publish' -n '__due-publish_should_offer_completions_for_flags_or_options "due-publish help" version' -l 'version' -d 'Show the version.'
