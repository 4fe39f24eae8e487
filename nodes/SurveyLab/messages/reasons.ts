/** Every reason why an item can fail, as data. The other files of this room make texts of them. */

import type { DeliveryReason } from '../delivery/outcome';
import type { SourceReason } from '../sources';
import type { AddressReason } from '../surveylab/addresses';
import type { CollectorReason } from '../surveylab/collectorReference';
import type { BaseUrlReason } from '../surveylab/hosts';
import type { TokenReason } from '../surveylab/token';
import type { ValueReason } from '../surveylab/values';

/** n8n could not evaluate an expression. `detail` is n8n's own sentence. */
export interface ParameterReason {
	readonly kind: 'parameterUnreadable';
	readonly label: string;
	readonly detail: string;
}

/** Why an option cannot be used; `label` names it. */
export type OptionReason =
	| ValueReason
	| ({ readonly label: string } & (
			| { readonly kind: 'outOfRange'; readonly from: number; readonly to: number }
			| { readonly kind: 'unknownChoice' | 'notASwitch' }
	  ));

/** Why no request can be made with the credential. `detail` is n8n's own sentence. */
export type AccountReason =
	TokenReason | BaseUrlReason | { readonly kind: 'credentialUnreadable'; readonly detail: string };

interface ReasonFrom<Origin, Reason> {
	readonly origin: Origin;
	readonly reason: Reason;
}

/** Why an item was refused before anything was sent for it. */
export type InvalidReason =
	| ReasonFrom<'value', ValueReason>
	| ReasonFrom<'address', AddressReason>
	| ReasonFrom<'parameter', ParameterReason>
	| ReasonFrom<'option', OptionReason>
	| ReasonFrom<'collector', CollectorReason>
	| ReasonFrom<'account', AccountReason>
	| ReasonFrom<'surveyBaseUrl', BaseUrlReason>
	| ReasonFrom<'source', SourceReason>
	| ReasonFrom<'fields', { readonly kind: 'nothingToAttach' }>;

/** Why an item failed. */
export type FailureReason = InvalidReason | DeliveryReason;
