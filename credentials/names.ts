/** The names under which n8n knows the credentials; workflows store them. */
export const SURVEY_LAB_API = 'surveyLabApi';
export const SURVEY_LAB_TRIGGER_API = 'surveyLabTriggerApi';

/** A hidden field that n8n hands over only where no field of the credential holds an expression. */
export const SAME_FOR_ALL_ITEMS = 'sameForAllItems';
