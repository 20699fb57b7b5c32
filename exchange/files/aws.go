package files

import (
	"fmt"
	"regexp"
	"strings"

	"backofflab/exchange/form"
	"backofflab/exchange/tree"
)

// aws is the shared config of the AWS SDKs, ~/.aws/config, and the environment variables that
// say the same. max_attempts counts the first attempt.
var aws = form.Format{
	Key: "aws", Name: "AWS shared config", Language: "INI", File: "config",
	Version: "botocore 1.43", Source: "boto/botocore, botocore/configprovider.py and args.py; AWS SDKs and Tools Reference Guide, retry behavior",
	Sample: `[profile batch]
region = eu-west-1
retry_mode = standard
max_attempts = 5
`,
	Recognise: func(t *form.Text) bool {
		mode, most, _ := awsSettings(t)
		return mode != nil || most != nil || len(awsVariables(t.Raw)) > 0
	},
	Read:  readAWS,
	Write: writeAWS,
}

// awsVariable finds a variable as shells, Dockerfiles, Compose files and manifests of
// Kubernetes set it.
var awsVariable = regexp.MustCompile(`\b(AWS_MAX_ATTEMPTS|AWS_RETRY_MODE|AWS_NEW_RETRIES_2026)["']?(?:[ \t]*[=:][ \t]*|\s*,?\s*["']?value["']?:[ \t]*)["']?(\$\{[^}\n]*\}|[A-Za-z0-9_.-]+)`)

// dockerVariable is how Dockerfiles may write it: ENV AWS_RETRY_MODE standard.
var dockerVariable = regexp.MustCompile(`(?m)^[ \t]*ENV[ \t]+(AWS_[A-Z0-9_]+)[ \t]+`)

// awsVariables are the variables of a text, by name; the last of a name holds.
func awsVariables(text string) map[string]*tree.Node {
	found := map[string]*tree.Node{}
	text = dockerVariable.ReplaceAllString(text, "$1=")
	for _, at := range awsVariable.FindAllStringSubmatchIndex(text, -1) {
		name := text[at[2]:at[3]]
		found[name] = &tree.Node{Name: name, Line: 1 + strings.Count(text[:at[2]], "\n"), Text: text[at[4]:at[5]]}
	}
	return found
}

// awsSettings are the settings of the first profile that has one.
func awsSettings(t *form.Text) (mode, most, profile *tree.Node) {
	for _, section := range t.INI().Kids {
		mode, most = section.Get("retry_mode"), section.Get("max_attempts")
		named := section.Name == "default" || strings.HasPrefix(section.Name, "profile ") || section.Name == "" && len(t.INI().Kids) == 1
		if mode != nil || most != nil && (named && section.Name != "" || awsMentioned(section)) {
			return mode, most, section
		}
	}
	return nil, nil, nil
}

// awsMentioned reports whether a section has other settings of AWS.
func awsMentioned(section *tree.Node) bool {
	return section.Any("region", "aws_access_key_id", "sso_session", "role_arn", "credential_process", "retry_mode") != nil
}

func readAWS(t *form.Text, r *form.Reading) {
	mode, most, profile := awsSettings(t)
	variables := awsVariables(t.Raw)
	mode = cmpNode(variables["AWS_RETRY_MODE"], mode)
	most = cmpNode(variables["AWS_MAX_ATTEMPTS"], most)
	readAWSMode(r, mode, variables["AWS_NEW_RETRIES_2026"])
	if most != nil {
		r.Attempts(most, nil)
	}
	r.Tell(nil, "The text does not say which SDK reads it. This is botocore, which boto3 and the AWS CLI have; of others choose client:aws-sdk-go-v2-2026 or aws-sdk-go-v2-standard, client:aws-sdk-js-v3 or client:aws-sdk-java-v2.")
	tellAWSProfiles(r, t.INI(), profile)
}

// readAWSMode begins the policy with the client of a mode.
func readAWSMode(r *form.Reading, mode, new2026 *tree.Node) {
	text := "legacy"
	if mode != nil {
		text = strings.ToLower(mode.Text)
		if standard, ok := mode.Filled(); ok {
			text = strings.ToLower(standard)
		}
	}
	is2026 := new2026 != nil && strings.EqualFold(new2026.Text, "true")
	if is2026 && mode == nil {
		text = "standard"
	}
	standard := "client:botocore-standard"
	if is2026 {
		standard = "client:botocore-2026"
	}
	switch text {
	case "standard":
		r.Strategy(cmpNode(mode, new2026), standard, "Standard mode: full jitter from 1 s, and a quota of retries that all calls of a client share.")
	case "adaptive":
		r.Strategy(mode, standard, "Standard mode, and each client slows its sending down once it is throttled.")
		r.Set(mode, "throttle", "aws-adaptive", "")
	default:
		r.Strategy(mode, "client:botocore-legacy", "Legacy mode, which holds where no retry_mode is set: full jitter from 1 s without a cap, no quota.")
		if text != "legacy" {
			r.Lose(mode, mode.Text+" is no retry mode: the SDK refuses it. Legacy is taken.")
		}
	}
	if is2026 {
		r.Tell(new2026, "AWS_NEW_RETRIES_2026: the delays begin at 50 ms, 1 s after throttling, and the quota counts otherwise.")
	} else if new2026 != nil {
		r.Tell(new2026, "AWS_NEW_RETRIES_2026 is not true: the older delays hold.")
	}
}

// tellAWSProfiles tells of the rest without its values: they may be secrets.
func tellAWSProfiles(r *form.Reading, ini, profile *tree.Node) {
	var others []*tree.Node
	for _, section := range ini.Kids {
		if section == profile {
			for _, kid := range section.Kids {
				if kid.Name != "retry_mode" && kid.Name != "max_attempts" {
					others = append(others, kid)
				}
			}
			continue
		}
		if section.Any("retry_mode", "max_attempts") != nil {
			r.Lose(&tree.Node{Line: section.Line}, "["+section.Name+"] is another profile, and is not read: paste it by itself.")
			continue
		}
		if section.Name != "" {
			others = append(others, section)
		}
	}
	r.Beside(others...)
}

func writeAWS(p form.Policy) (string, []string) {
	mode := "standard"
	switch {
	case p.Throttle == "aws-adaptive":
		mode = "adaptive"
	case p.Is("client:botocore-legacy", "lib:botocore-legacy"):
		mode = "legacy"
	}
	notes := []string{"The file sets the mode and the attempts alone: base, factor, cap and jitter are the SDK's own, and each SDK has others. These are botocore's."}
	if p.Is("client:botocore-2026", "lib:botocore-2026") {
		notes = append(notes, "The delays of 2026 are switched on by an environment variable alone, so these are environment variables.")
		return fmt.Sprintf("export AWS_NEW_RETRIES_2026=true\nexport AWS_RETRY_MODE=%s\nexport AWS_MAX_ATTEMPTS=%d\n", mode, p.Attempts), notes
	}
	return fmt.Sprintf("[default]\nretry_mode = %s\nmax_attempts = %d\n", mode, p.Attempts), notes
}
